from django.db import migrations

from catalogue.review import sealed_rows


def put_on(apps, schema_editor) -> None:
    """Triggers, each in the words of its database."""
    sealed_rows.put_on(schema_editor.connection)


def take_off(apps, schema_editor) -> None:
    sealed_rows.take_off(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("review", "0001_committees_sessions_and_decisions")]

    operations = [migrations.RunPython(put_on, take_off)]
