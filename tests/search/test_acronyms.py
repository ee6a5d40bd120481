"""Initials are no misspelled words: they are explained, with the theme that is nearest, and editors keep the list."""

import pytest
from django.urls import reverse

from search.models import Acronym
from tests import factories
from tests.search.asking import ask, found
from tests.store.admin.people import editor

pytestmark = pytest.mark.django_db
ACRONYMS = "wagtailsnippets_search_acronym"


@pytest.fixture
def known(catalogue):
    factories.make_service("Plan", action="Tracer une carte", summary="Dit le type de chaque lieu, et soi-même.")
    factories.make_theme("Eau et assainissement", slug="eau")
    factories.make_theme("Transition écologique", slug="ecologie")
    for letters, meaning, about in (
        ("CRTE", "contrat pour la réussite de la transition écologique", "écologie, financements"),
        ("TLPE", "taxe locale sur la publicité extérieure", "fiscalité"),
        ("SPANC", "service public d'assainissement non collectif", "assainissement, eau"),
        ("DICT", "déclaration d'intention de commencement de travaux", "voirie"),
    ):
        Acronym.objects.get_or_create(letters=letters, meaning=meaning, defaults={"about": about})


def words(client, typed: str) -> str:
    return " ".join(client.get("/services/", {"q": typed}).content.decode().split())


@pytest.mark.parametrize("typed", ["CRTE", "crte", "Crte", "TLPE", "tlpe", "DICT", "dict", "SPANC"])
def test_initials_are_no_other_word(known, typed):
    results = ask(typed)
    assert results.hits == []
    assert results.did_you_mean is None
    assert [initials.letters for initials in results.initials] == [typed]


def test_what_they_stand_for_is_said_and_the_nearest_theme(client, known):
    page = words(client, "spanc")
    assert "Aucune fiche ne parle de « spanc » (service public d'assainissement non collectif)." in page.replace(
        "&#x27;", "'"
    )
    assert 'Thématique la plus proche : <a href="/services/?theme=eau">Eau et assainissement</a>' in page


def test_editors_may_choose_the_theme(known):
    theme = factories.make_theme("Voirie et réseaux", slug="voirie-et-reseaux")
    Acronym.objects.filter(letters="TLPE").update(theme=theme)
    assert ask("TLPE").initials[0].theme.label == "Voirie et réseaux"


def test_initials_that_nobody_knows_are_said_to_be_unknown(client, known):
    results = ask("XRTE carte")
    assert results.unheard == ("XRTE",)
    assert results.did_you_mean is None
    assert "Aucune fiche ne parle de « XRTE »." in words(client, "XRTE carte")


@pytest.mark.parametrize("typed", ["Crtes", "carrte", "CARRTE LIEU", "CARRTES"])
def test_other_words_are_still_corrected(known, typed):
    assert found(typed) == {"Plan"} or ask(typed).did_you_mean


def test_a_question_all_in_capitals_is_no_list_of_initials(catalogue):
    factories.make_service("Repas", action="Commander les repas de la cantine scolaire")
    factories.make_service("Autre", action="Sans rapport aucun")
    for typed in ("CANTINE SCOLAIRE", "CANTIME SCOLAIRE", "CANTINE SCOLLAIRE"):
        assert found(typed) == {"Repas"}
    assert ask("CANTIME SCOLAIRE").did_you_mean.label == "cantine SCOLAIRE"


def test_initials_that_a_sheet_has_are_found_as_any_word(known):
    factories.make_service("Fosses", action="Suivre les contrôles du SPANC")
    assert found("spanc") == {"Fosses"}
    assert ask("spanc").initials == []


def test_a_sheet_that_says_them_in_full_is_enough_not_to_call_them_unknown(known):
    factories.make_service("Public", action="Tenir le service public d'assainissement non collectif")
    results = ask("SPANC")
    assert (results.total, results.initials, results.unheard) == (1, [], ())


def test_the_store_starts_with_those_of_collectivites():
    letters = set(Acronym.objects.values_list("letters", flat=True))
    assert len(letters) >= 150
    named = "CRTE TLPE DICT SDIS SPANC DALO DGS CCAS EPCI PLUi SCoT DETR DSIL RGPD ANTS MAIA"
    assert set(named.split()) <= letters
    assert not Acronym.objects.filter(meaning="").exists()
    for acronym in Acronym.objects.all():
        acronym.full_clean()


def test_editors_add_one_in_the_admin_and_it_applies_at_once(client, catalogue):
    factories.make_service("Plan", action="Tracer une carte")
    client.force_login(editor())
    assert ask("catre").did_you_mean
    answer = client.post(
        reverse(f"{ACRONYMS}:add"),
        {"letters": "CATRE", "meaning": "comité d'aménagement rural", "about": "", "theme": ""},
    )
    assert answer.status_code == 302
    [initials] = ask("catre").initials
    assert initials.meaning == "comité d'aménagement rural"
    assert "comité d&#x27;aménagement rural" in client.get(reverse(f"{ACRONYMS}:list"), {"q": "CATRE"}).text


@pytest.mark.parametrize(
    ("letters", "meaning", "said"),
    [("C R T E", "contrat", "Un sigle est un seul mot"), ("CRTE", "de la", "ne retient aucun de ces mots")],
)
def test_what_is_no_acronym_is_refused(client, catalogue, letters, meaning, said):
    client.force_login(editor())
    page = client.post(reverse(f"{ACRONYMS}:add"), {"letters": letters, "meaning": meaning}).text
    assert said in page
    assert not Acronym.objects.filter(letters=letters, meaning=meaning).exists()
