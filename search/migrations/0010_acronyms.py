"""Initials that collectivités use, in the admin (Recherche > Sigles): the Store starts with those of acronyms.csv."""

import csv
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

FIRST = Path(__file__).parent.parent / "language" / "acronyms.csv"


def create(apps, schema_editor):
    acronyms = apps.get_model("search", "Acronym").objects
    with FIRST.open(encoding="utf-8", newline="") as rows:
        read = csv.reader(rows, delimiter=";")
        acronyms.bulk_create(
            acronyms.model(letters=letters, word=letters.lower(), meaning=meaning, about=about)
            for letters, meaning, about in read
        )


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0009_repairs_signs_of_life_and_the_index_before"),
        ("services", "0012_help_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Acronym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "letters",
                    models.CharField(
                        help_text="Comme il s'écrit : « CRTE », « PLUi ».", max_length=15, verbose_name="sigle"
                    ),
                ),
                ("word", models.CharField(db_index=True, editable=False, max_length=15)),
                (
                    "meaning",
                    models.CharField(help_text="En toutes lettres.", max_length=150, verbose_name="signification"),
                ),
                (
                    "about",
                    models.CharField(
                        blank=True,
                        help_text="Quelques mots du domaine, du plus juste au plus large : « assainissement, eau ». Ils "
                        "mènent à la thématique la plus proche quand aucune fiche ne parle du sigle.",
                        max_length=100,
                        verbose_name="domaine",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        help_text="Laissez vide pour que le domaine en décide.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="services.theme",
                        verbose_name="thématique la plus proche",
                    ),
                ),
            ],
            options={
                "verbose_name": "sigle",
                "verbose_name_plural": "sigles",
                "ordering": ["letters", "meaning"],
                "constraints": [
                    models.UniqueConstraint(fields=("letters", "meaning"), name="an_acronym_means_a_thing_once")
                ],
            },
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
