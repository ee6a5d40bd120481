"""The synonyms that the Store starts with; editors change them in the admin (Recherche > Synonymes)."""

from django.db import migrations

FIRST = [
    ["rdv", "rendez-vous"],
    ["snap", "sac à dos numérique", "sac à dos numérique de l'agent public"],
    ["visio", "visioconférence", "webconférence", "réunion à distance"],
    ["audio", "audioconférence", "conférence téléphonique"],
    ["ccas", "centre communal d'action sociale", "cias"],
    ["epci", "intercommunalité", "interco", "communauté de communes"],
    ["dpt", "département"],
    ["mairie", "commune"],
    ["démarche en ligne", "téléservice", "téléprocédure"],
    ["messagerie", "courriel", "mail", "e-mail"],
    ["tchat", "chat", "messagerie instantanée"],
    ["sig", "information géographique", "système d'information géographique"],
    ["open data", "données ouvertes"],
    ["ban", "base adresse nationale"],
    ["bal", "base adresse locale"],
    ["ged", "gestion électronique des documents"],
    ["gru", "gestion de la relation usagers"],
    ["plu", "plan local d'urbanisme"],
    ["permis de construire", "autorisation d'urbanisme"],
    ["subvention", "aide financière", "financement"],
    ["qpv", "quartier prioritaire"],
    ["pcaet", "plan climat"],
    ["covoit", "covoiturage"],
    ["irve", "borne de recharge"],
    ["asso", "association"],
    ["rsa", "revenu de solidarité active"],
    ["apa", "allocation personnalisée d'autonomie"],
    ["pmi", "protection maternelle et infantile"],
    ["fle", "français langue étrangère"],
    ["conseil municipal", "assemblée délibérante", "instance délibérative"],
]


def create(apps, schema_editor):
    synonyms = apps.get_model("search", "SynonymSet")
    if not synonyms.objects.exists():
        synonyms.objects.bulk_create(synonyms(expressions="\n".join(expressions)) for expressions in FIRST)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_dirty_documents_and_synonyms")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
