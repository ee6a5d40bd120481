from django.db import migrations

USUAL = (
    (
        "Société numérique (ANCT)",
        "Matériel, lieux et aide aux habitants éloignés du numérique : le programme Société numérique de l'ANCT vous répond.",
        "https://societenumerique.gouv.fr/",
    ),
    (
        "Aménagement numérique (ANCT)",
        "La fibre, le Wi-Fi et les antennes sont suivis par un autre service de l'ANCT, celui de la couverture du territoire.",
        "",
    ),
    (
        "Préfecture (enveloppe décentralisée)",
        "Un projet propre à votre territoire peut être aidé par l'enveloppe de votre préfecture : adressez-vous à elle.",
        "",
    ),
    (
        "Guichet national (FranceConnect et API)",
        "Le raccordement à FranceConnect ou à une API de l'État se demande au guichet national du programme.",
        "",
    ),
)


def add(apps, schema_editor) -> None:
    """Editors change them, retire them and add others."""
    destination = apps.get_model("needs", "Destination")
    for rank, (name, sentence, url) in enumerate(USUAL, 1):
        destination.objects.get_or_create(name=name, defaults={"sentence": sentence, "url": url, "order": rank * 10})


class Migration(migrations.Migration):
    dependencies = [("needs", "0001_consultations_needs_and_supports")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
