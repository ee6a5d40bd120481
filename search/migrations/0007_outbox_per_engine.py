import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """The rows that there are stay, as those of the embedded engine."""

    dependencies = [("search", "0006_pinned_results")]

    operations = [
        migrations.RemoveIndex("dirtydocument", "search_pending"),
        migrations.RenameField("dirtydocument", "changed", "waiting_since"),
        migrations.AlterField(
            "dirtydocument",
            "waiting_since",
            models.DateTimeField(default=django.utils.timezone.now, verbose_name="en attente depuis"),
        ),
        migrations.AddField(
            "dirtydocument",
            "engine",
            models.CharField(default="embedded", max_length=20, verbose_name="moteur"),
            preserve_default=False,
        ),
        migrations.AddField(
            "dirtydocument",
            "due",
            models.DateTimeField(default=django.utils.timezone.now, null=True, verbose_name="à écrire le"),
        ),
        migrations.AddField("dirtydocument", "tries", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
        migrations.AddField(
            "dirtydocument",
            "cause",
            models.CharField(
                blank=True,
                choices=[
                    ("illisible", "La fiche contient une valeur que l'indexation ne sait pas lire."),
                    ("refusee", "Le moteur refuse la fiche telle qu'elle est."),
                    ("en-echec", "Le moteur a échoué cinq fois de suite sur cette fiche."),
                ],
                max_length=10,
                verbose_name="cause",
            ),
        ),
        migrations.AddField(
            "dirtydocument",
            "error",
            models.CharField(blank=True, max_length=255, verbose_name="dernière erreur"),
        ),
        migrations.AlterField("dirtydocument", "service_id", models.PositiveBigIntegerField(verbose_name="service")),
        migrations.AddIndex(
            "dirtydocument",
            models.Index(
                condition=models.Q(("indexed__lt", models.F("version"))), fields=["engine", "due"], name="search_due"
            ),
        ),
        migrations.AddConstraint(
            "dirtydocument",
            models.UniqueConstraint(fields=("service_id", "engine"), name="one_row_per_service_and_engine"),
        ),
    ]
