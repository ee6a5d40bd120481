"""General words of collectivités, whatever the catalogue; only added to what editors have."""

from pathlib import Path

from django.db import migrations

SETS = Path(__file__).parent.parent / "language" / "synonyms_of_collectivites.txt"


def sets() -> list[str]:
    """Each one expression a line, as editors write them."""
    rows = (line.strip() for line in SETS.read_text(encoding="utf-8").splitlines())
    return ["\n".join(one.strip() for one in row.split(",")) for row in rows if row and not row.startswith("#")]


def create(apps, schema_editor):
    synonyms = apps.get_model("search", "SynonymSet").objects
    kept = set(synonyms.values_list("expressions", flat=True))
    synonyms.bulk_create(synonyms.model(expressions=text) for text in sets() if text not in kept)


class Migration(migrations.Migration):
    dependencies = [("search", "0010_acronyms")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
