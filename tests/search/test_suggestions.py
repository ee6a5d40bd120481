"""Suggestions while typing, and what the home page counts."""

import pytest

from search.answering.storefront import Shelf, catalogue_counts, figures, fill_shelves, theme_counts
from search.answering.visit import Visit
from search.models import SynonymSet
from tests import factories

pytestmark = pytest.mark.django_db


def suggest(client, typed: str, **more) -> list[tuple[str, str, str]]:
    items = client.get("/services/suggestions/", {"q": typed, **more}).json()["items"]
    assert all(set(item) == {"group", "label", "detail", "url"} for item in items)
    return [(item["group"], item["label"], item["url"]) for item in items]


def test_services_themes_and_territories_are_suggested(client, catalogue):
    theme = factories.make_theme("Culture et patrimoine", slug="culture")
    factories.make_service("Tréteaux", action="Gérer les scènes culturelles", summary="Patrimoine.", themes=[theme])
    factories.make_territory("Patry", code="14491")
    assert suggest(client, "patr") == [
        ("Services", "Gérer les scènes culturelles", "/services/treteaux/"),
        ("Thématiques", "Culture et patrimoine", "/services/?theme=culture"),
        ("Territoires", "Patry", "/territoires/commune-14491/"),
    ]


def services(client, typed: str) -> list[str]:
    items = client.get("/services/suggestions/", {"q": typed}).json()["items"]
    return [item["detail"] for item in items if item["group"] == "Services"]


@pytest.fixture
def meetings(catalogue):
    factories.make_service("Réunions", action="Tenir une visioconférence", summary="Visioconférence, visio, visio.")
    factories.make_service("Visio sur Demande", action="Prêter une salle")
    factories.make_service("Visio", action="Se voir de loin")
    for number in range(4):  # five are suggested: all that have the word, whatever the lot that settles ties
        factories.make_service(f"Autre {number}", action="La visioconférence des visioconférences")


@pytest.mark.parametrize("typed", ["visio", "VISIO", "la visio"])
def test_a_service_is_suggested_by_its_name_first(client, meetings, typed):
    assert services(client, typed)[:2] == ["Visio", "Visio sur Demande"]


@pytest.mark.parametrize("typed", ["vi", "vis", "visi"])
def test_names_that_begin_so_come_first(client, meetings, typed):
    assert set(services(client, typed)[:2]) == {"Visio", "Visio sur Demande"}


@pytest.mark.parametrize("typed", ["visoc", "vsioconf", "visioconférance", "visoconfér"])
def test_letters_may_be_wrong_while_typing_too(client, meetings, typed):
    assert "Réunions" in services(client, typed)


@pytest.mark.parametrize("typed", ["visioconférence", "visioconférence ", "visioconférence p", "visioconférence pr"])
def test_the_first_letters_of_the_next_word_empty_nothing(client, meetings, typed):
    assert services(client, typed)


@pytest.mark.parametrize("typed", ["rendez v", "rendez-v", "rendez vo", "rendez-vous p"])
def test_nor_do_those_of_a_word_with_a_hyphen(client, catalogue, typed):
    factories.make_service("Agenda", action="Prendre rendez-vous en ligne")
    factories.make_service("Autre", action="Sans rapport aucun")
    assert services(client, typed) == ["Agenda"]


def test_a_beginning_in_a_title_outranks_one_in_a_long_text(client, catalogue):
    said = [("text", "<p>Subventionner une subvention, subventionné par des subventions.</p>")]
    for number in range(6):
        factories.make_service(f"Bavard {number}", action="Faire autre chose", body=said)
    factories.make_service("Résumé", action="Agir", summary="Une subvention bien suivie.")
    factories.make_service("Titre", action="Demander une subvention")
    assert services(client, "subv")[:2] == ["Titre", "Résumé"]


def test_the_beginning_of_a_word_suggests_what_editors_say_is_the_same(client, catalogue):
    SynonymSet.objects.create(expressions="subvention\naide financière")
    factories.make_service("Guide", action="Trouver une aide financière")
    factories.make_service("Suivi", action="Suivre une subvention")
    assert set(services(client, "subven")) == {"Guide", "Suivi"}


@pytest.mark.parametrize("typed", ["mot de p", "MOT DE PAS", "nous voulons un mot de pass"])
def test_an_expression_of_editors_is_finished_from_its_second_word_on(client, catalogue, typed):
    """« pas » is a stop word, and a single letter begins too many words."""
    SynonymSet.objects.create(expressions="mot de passe unique\ncompte unique")
    factories.make_service("Connexion", action="Se connecter partout avec un compte unique")
    factories.make_service("Autre", action="Compter les mots à la place des habitants")
    assert services(client, typed)[0] == "Connexion"
    assert services(client, "mot") == ["Autre"]


def test_what_is_typed_may_be_two_words_of_a_name(client, meetings):
    assert services(client, "visio dem")[0] == "Visio sur Demande"


def test_the_chosen_territory_follows_suggestions(client, catalogue):
    place = factories.make_territory("Pont", code="38001")
    factories.make_service("Tréteaux", themes=[factories.make_theme("Théâtre")])
    urls = [url for _, _, url in suggest(client, "tr", territoire=place.key)]
    assert urls == ["/services/treteaux/?territoire=commune-38001"]
    urls = [url for _, _, url in suggest(client, "theatre", territoire=place.key)]
    assert "/services/?theme=theatre&territoire=commune-38001" in urls


@pytest.mark.parametrize("typed", ["", " ", "t", "\x00"])
def test_nothing_is_suggested_before_two_characters(client, catalogue, typed):
    factories.make_service("Tréteaux")
    assert suggest(client, typed) == []


def test_drafts_are_not_suggested(client, catalogue):
    factories.make_service("Tréteaux", published=False)
    assert suggest(client, "tret") == []


def test_the_home_page_counts_only_what_is_visible(catalogue):
    theme = factories.make_theme("Culture")
    factories.make_theme("Sport")
    used, unused = factories.make_service("Tréteaux", themes=[theme]), factories.make_service("Coulisses")
    draft = factories.make_service("Loges", themes=[theme], published=False)
    place = factories.make_territory("Pont")
    user = factories.make_organisation(territory=place)
    for page in (used, draft):
        factories.make_deployment(page, user)
    factories.make_deployment(unused, status="interet")
    shown = figures(catalogue_counts())
    assert (shown.services, shown.organisations, shown.territories) == (2, 1, 1)
    most_used, newest = fill_shelves([Shelf(4), Shelf(4, newest=True)], Visit.nowhere())
    assert [hit.title for hit in most_used] == ["Tréteaux"]
    assert [hit.title for hit in newest] == ["Coulisses"]
    assert [(count.theme.name, count.services) for count in theme_counts()] == [("Culture", 1)]
