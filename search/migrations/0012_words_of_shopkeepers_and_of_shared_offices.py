"""Sets that were added to the general words of collectivités since they were loaded."""

from importlib import import_module

from django.db import migrations

loaded = import_module("search.migrations.0011_words_of_collectivites")


class Migration(migrations.Migration):
    dependencies = [("search", "0011_words_of_collectivites")]

    operations = [migrations.RunPython(loaded.create, migrations.RunPython.noop)]
