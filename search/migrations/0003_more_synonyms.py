"""Words of collectivités that the sheets say otherwise; what editors changed since the first set is left as it is."""

from django.db import migrations

MORE = [
    ["insalubre", "indigne", "mal-logement", "habitat indigne", "logement indigne", "logement insalubre"],
    ["ERP", "établissement recevant du public", "lieu public"],
    ["courriel", "e-mail", "email", "mél", "messagerie électronique"],
    ["open data", "opendata", "données ouvertes"],
    ["cybersécurité", "sécurité numérique", "sécurité informatique"],
    [
        "participation citoyenne",
        "participation des habitants",
        "participation du public",
        "participation et engagement",
        "démocratie participative",
        "concertation",
    ],
    ["PLU", "PLUi", "plan local d'urbanisme", "document d'urbanisme"],
    ["SIG", "information géographique", "cartographie"],
    ["nom de rue", "nom de voie", "adressage", "base adresse locale"],
    ["cantine", "restauration collective", "restauration scolaire"],
    ["travailleur social", "assistante sociale", "assistant social"],
    ["consommation d'énergie", "consommation électrique", "consommation énergétique"],
    ["prêter du matériel", "prêt de matériel", "partager du matériel", "mutualiser du matériel", "prêter une salle"],
]
CHANGED = {
    # Every sheet says how its service is financed: that is no answer to those who look for a subsidy.
    "subvention\naide financière\nfinancement": "subvention\naide financière",
    "ged\ngestion électronique des documents": "GED\ngestion électronique des documents\ngestion des documents",
    "gru\ngestion de la relation usagers": "GRU\ngestion de la relation usagers\nrelation avec les usagers",
}
REMOVED = [  # no service has to do with these yet
    "apa\nallocation personnalisée d'autonomie",
    "pmi\nprotection maternelle et infantile",
    "fle\nfrançais langue étrangère",
]


def create(apps, schema_editor):
    synonyms = apps.get_model("search", "SynonymSet").objects
    for before, after in CHANGED.items():
        synonyms.filter(expressions=before).update(expressions=after)
    synonyms.filter(expressions__in=REMOVED).delete()
    kept = set(synonyms.values_list("expressions", flat=True))
    texts = ("\n".join(expressions) for expressions in MORE)
    synonyms.bulk_create(synonyms.model(expressions=text) for text in texts if text not in kept)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_first_synonyms")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
