from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("spaces", "0005_conversations_between_collectivites"),
    ]

    operations = [
        migrations.RemoveField(model_name="feedbackquestion", name="answer"),
    ]
