from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("needs", "0004_newly_public_needs")]

    operations = [
        migrations.AlterField(
            model_name="needevent",
            name="act",
            field=models.CharField(choices=[('deposee', 'Contribution déposée'), ('reecrite', 'Contribution corrigée avant son examen'), ('retiree', 'Contribution retirée'), ('acceptee', 'Contribution acceptée'), ('reorientee', 'Contribution réorientée'), ('irrecevable', 'Contribution jugée irrecevable'), ('reprise', 'Contribution reprise'), ('creee', 'Proposition créée'), ('regroupee', 'Contribution regroupée'), ('sortie', 'Contribution sortie du regroupement'), ('opposition', 'Opposition au regroupement'), ('opposition-suivie', 'Opposition suivie'), ('opposition-non-suivie', 'Opposition non suivie'), ('corrigee', 'Texte corrigé'), ('ouverte', 'Ouverte au soutien'), ('selectionnee', 'Sélectionnée'), ('non-retenue', 'Non retenue'), ('ajournee', 'Ajournée'), ('projet', 'Projet précisé'), ('appel', 'Appel à territoires pilotes'), ('pilote', 'Territoire pilote'), ('bilan', "Bilan d'un territoire pilote"), ('en-service', 'Service au catalogue'), ('deploye', 'En production')], max_length=24, verbose_name='quoi'),
        ),
    ]
