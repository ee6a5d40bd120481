from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("services", "0018_who_keeps_it")]

    operations = [migrations.RenameModel("Contribution", "CostShare")]
