import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0010_what_was_planned'),
    ]

    operations = [
        migrations.AlterField(
            model_name='guide',
            name='date',
            field=models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='date'),
        ),
        migrations.AlterField(
            model_name='news',
            name='date',
            field=models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='date'),
        ),
        migrations.AlterField(
            model_name='storeevent',
            name='date',
            field=models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='date'),
        ),
        migrations.AlterField(
            model_name='story',
            name='date',
            field=models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='date'),
        ),
    ]
