from django.db import migrations

POLICIES = {
    "agenda-rural": "Agenda rural",
    "qpv": "Quartiers prioritaires de la politique de la ville",
    "petites-villes-de-demain": "Petites Villes de Demain",
    "action-coeur-de-ville": "Action Cœur de Ville",
}


def add_policies(apps, schema_editor):
    PriorityPolicy = apps.get_model("territories", "PriorityPolicy")
    for slug, name in POLICIES.items():
        PriorityPolicy.objects.get_or_create(slug=slug, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("territories", "0001_territories_and_organisations")]

    operations = [migrations.RunPython(add_policies, migrations.RunPython.noop)]
