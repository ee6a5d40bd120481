import catalogue.services.rules.contact_address
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0010_cancelled_announcements"),
    ]

    operations = [
        migrations.AlterField(
            model_name='servicepage',
            name='contact_email',
            field=models.EmailField(blank=True, help_text="Jamais l'adresse d'une personne. Elle n'apparaît pas dans la page.", max_length=254, validators=[catalogue.services.rules.contact_address.validate_shared_address], verbose_name='adresse générique'),
        ),
        migrations.AlterField(
            model_name='servicepage',
            name='contact_team',
            field=models.CharField(blank=True, help_text="« Équipe RDV Service Public », « Référent numérique ». Pas le nom d'une personne.", max_length=120, verbose_name='équipe ou fonction à contacter'),
        ),
    ]
