"""What collectivités ask, on the catalogue of the demonstration: a good answer is among the first three."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from search.models import SynonymSet
from tests import factories
from tests.catalogue.services.loading import load
from tests.catalogue.services.test_demo_catalogue import DEMO, DEPARTEMENTS
from tests.search.asking import ask

pytestmark = pytest.mark.django_db

FIRST = 3
QUESTIONS = {
    "prendre rendez-vous": {"rdv-service-public"},
    "rdv": {"rdv-service-public"},
    "rendezvous": {"rdv-service-public"},
    "rendé-vous": {"rdv-service-public"},
    "salle des fêtes": {"espace-sur-demande"},
    "prêter du matériel": {"espace-sur-demande"},
    "visio": {"visio"},
    "réunion à distance": {"visio"},
    "cantine bio": {"ma-cantine"},
    "restauration scolaire": {"ma-cantine"},
    "logement insalubre": {"signal-logement", "oilhi"},
    "signaler un logement indigne": {"signal-logement", "oilhi"},
    "mal-logement": {"signal-logement"},
    "logements vacants": {"zero-logement-vacant"},
    "subvention": {"aides-territoires", "turgot"},
    "adresse": {"bases-adresses-locales", "base-adresse-nationale"},
    "noms des rues": {"bases-adresses-locales", "base-adresse-nationale"},
    "sac à dos numérique": {"tchap", "grist", "messagerie", "resana"},
    "SNAP": {"tchap", "grist", "messagerie", "resana"},
    "ccas": {"mon-suivi-social", "domifa"},
    "assistante sociale": {"mon-suivi-social"},
    "covoiturage": {"covoiturage"},
    "friche": {"urbanvitaliz", "benefriches", "mutafriches"},
    "bénévoles": {"jeveuxaider"},
    "archives": {"archifiltre"},
    "partage de fichiers": {"fichiers", "resana"},
    "envoyer un gros fichier": {"france-transfert"},
    "messagerie instantanée": {"tchap"},
    "e-mail": {"messagerie"},
    "PLU": {"docurba"},
    "SIG": {"cartographie-nationale", "bases-adresses-locales", "urbansimul"},
    "ERP": {"acceslibre"},
    "cybersécurité": {"monservicesecurise"},
    "participation citoyenne": {"api-engagement", "jeveuxaider"},
    "opendata": {"data-gouv-fr"},
    "démarche en ligne": {"demarche-numerique"},
    "formulaire": {"demarche-numerique", "grist"},
    "marché public": {"marche-inclusion"},
    "bornes de recharge": {"qualicharge"},
    "tri des déchets": {"que-faire-de-mes-objets-et-dechets", "trackdechets"},
    "arrêté de circulation": {"dialog"},
}


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """Loaded and indexed once; no test here writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        factories.make_catalogue()
        for code, name in DEPARTEMENTS.items():
            factories.make_organisation(name, territory=factories.make_territory(name, kind="departement", code=code))
        load(DEMO, verbosity=0)
        call_command("rebuild_index", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh_index_and_cache():
    """Here, the index of the test before describes the same database."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_good_answer_is_among_the_first_three(question):
    shown = [hit.page.slug for hit in ask(question).hits[:FIRST]]
    assert QUESTIONS[question] & set(shown), shown


def test_every_built_in_synonym_finds_something():
    silent = [line for synonyms in SynonymSet.objects.all() for line in synonyms.lines() if not ask(line, page=1).total]
    assert silent == []


@pytest.mark.parametrize(("question", "most"), [("SIG", 20), ("plu", 10), ("subvention", 20), ("visio", 10)])
def test_a_short_word_is_not_the_beginning_of_others(question, most):
    assert 0 < ask(question).total <= most


@pytest.mark.parametrize(
    "question", ["fuite d'eau", "st etienne", "personnes agées", "nids de poule", "salle des fêtes"]
)
def test_nothing_silly_is_proposed(question):
    assert ask(question).did_you_mean is None


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [("criteere", "critère"), ("visioconferense", "visioconférence"), ("rendé-vous", "rendez-vous")],
)
def test_a_correction_is_spelled_as_the_sheets_spell_it(typed, proposed):
    results = ask(typed)
    assert results.did_you_mean.label == proposed
    assert ask(proposed).total >= 1


@pytest.mark.parametrize(
    "question",
    ["réversibilité", "gouvernance", "accélération", "commun numérique", "ProConnect", "travailleurs sociaux"],
)
def test_how_a_service_is_run_and_classified_is_found_too(question):
    assert ask(question).total >= 1


def test_a_word_with_a_hyphen_is_marked_whole():
    assert "<mark>rendez-vous</mark>" in ask("rendez-vous").hits[0].action


def test_the_demonstration_is_the_real_one():
    assert ask().total == len(list((settings.BASE_DIR / "catalogue/services/demo/sheets").glob("*.yml")))
