"""Letters that are wrong, missing, too many or swapped; words cut or joined otherwise; verbs in all their forms."""

import pytest

from search.models import SynonymSet
from tests import factories
from tests.search.asking import ask, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def outing(catalogue):
    factories.make_service(
        "Grand Large",
        action="Réserver une sortie en bateau",
        summary="Les accompagnateurs organisent le covoiturage vers la carte des embarcadères.",
    )
    return factories.make_service("Autre", action="Sans rapport aucun")


@pytest.mark.parametrize(
    "typed",
    [
        "catre",  # four to seven letters: two swapped
        "carrte",  # one too many in a short one
        "sorttie",  # one too many
        "bateua",
        "covoiturgae",  # longer: two swapped
        "covoiturrrage",  # two too many
        "embarcadaires",  # two wrong
        "accompaniateur",  # one missing, one too many, and sheets have only the plural
    ],
)
def test_letters_may_be_wrong(outing, typed):
    assert found(typed) == {"Grand Large"}
    assert ask(typed).did_you_mean is not None


@pytest.mark.parametrize("typed", ["crt", "ctare", "sroteis", "coovvoiturrage", "satreau"])
def test_but_not_too_many(outing, typed):
    assert found(typed) == set()


@pytest.mark.parametrize("typed", ["charte", "patte", "gâteau", "rateau", "portie"])
def test_a_word_that_exists_in_french_or_begins_otherwise_is_not_another(outing, typed):
    results = ask(typed)
    assert results.hits == []
    assert results.did_you_mean is None


@pytest.mark.parametrize("typed", ["Étampes", "etampes", "Moulins-sur-Étampes", "suivre étampes"])
def test_the_name_of_a_place_is_not_a_misspelled_word(catalogue, typed):
    factories.make_service("Outil", action="Suivre des étapes", summary="Des moulins sur étapes")
    factories.make_service("Grand Large", action="Réserver un bateau")
    assert "Outil" in found(typed)  # as long as no place has that name
    for name in ("Étampes", "Moulins-sur-Étampes"):
        factories.make_territory(name)
    results = ask(typed)
    assert results.did_you_mean is None
    assert all("étapes</mark>" not in hit.action for hit in results.hits)


def test_a_place_asked_by_its_name_is_offered(catalogue):
    factories.make_service("Outil", action="Suivre des étapes")
    factories.make_territory("Étampes")
    assert [place.label for place in ask("étampes").places] == ["Étampes (Commune)"]


def test_a_known_word_stays_what_it_is(outing):
    factories.make_service("Règles", action="Écrire une charte")
    assert found("carte") == {"Grand Large"}
    assert found("charte") == {"Règles"}


@pytest.mark.parametrize(
    "typed", ["réservons", "réserve", "réservé", "réservée", "réservez", "réservait", "réservation", "nous réserverons"]
)
def test_verbs_are_found_in_all_their_forms(outing, typed):
    assert found(typed) == {"Grand Large"}


@pytest.mark.parametrize("typed", ["gérons", "gérer", "gèrent", "gérez"])
def test_even_short_ones(catalogue, typed):
    factories.make_service("Outil", action="Gérer les accès")
    factories.make_service("Autre", action="Servir un germe")
    assert found(typed) == {"Outil"}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("accessibilité", "Rendre un lieu accessible"),
        ("administrative", "Un papier administratif"),
        ("financière", "Le conseiller financier"),
        ("piloter", "Le pilotage"),
        ("directrice", "Le directeur"),
    ],
)
def test_words_of_one_family_find_each_other(catalogue, typed, written):
    factories.make_service("Outil", action=written)
    factories.make_service("Autre", action="Sans rapport aucun")
    assert found(typed) == {"Outil"}


def test_two_words_that_others_write_as_one(catalogue):
    factories.make_service("Acceslibre", action="Décrire un lieu")
    factories.make_service("Autre", action="Un accès", summary="En temps libre")
    assert [hit.sheet.title for hit in ask("accès libre").hits] == ["Acceslibre", "Autre"]


def test_a_name_written_as_one_word_is_found_by_its_words(catalogue):
    factories.make_service("LaSuite", action="Équiper nos agents")
    factories.make_service("Suites", action="Donner une suite", summary="La suite de la suite.")
    assert [hit.sheet.title for hit in ask("la suite").hits] == ["LaSuite", "Suites"]


@pytest.mark.parametrize("typed", ["monsuivisocial", "MonSuiviSocial", "mon-suivi-social", "monsuvisocial"])
def test_a_name_is_known_even_when_typed_in_one_word(catalogue, typed):
    factories.make_service("Mon suivi social", action="Tenir les dossiers")
    factories.make_service("Autre", action="Sans rapport aucun")
    assert found(typed) == {"Mon suivi social"}


def test_words_around_what_is_looked_for_do_not_count(outing):
    assert found("nous cherchons un outil pour réserver un bateau") == {"Grand Large"}
    assert found("outil") == set()


def test_a_synonym_is_recognised_in_the_plural_and_in_capitals(catalogue):
    SynonymSet.objects.create(expressions="nid de poule\nchaussée")
    factories.make_service("Voirie", action="Entretenir la chaussée")
    assert found("Nids de poules") == {"Voirie"}
