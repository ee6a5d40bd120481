"""When no service has all the words of a question, those that have enough of them are shown, and the page says so."""

import re

import pytest

from tests import factories
from tests.search.asking import ask, counts, follow, found, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def halls(catalogue):
    culture, sport = factories.make_theme("Culture", slug="culture"), factories.make_theme("Sport", slug="sport")
    factories.make_service("Salles", action="Réserver un gymnase ou une patinoire", themes=[sport], phase="pilote")
    factories.make_service("Scènes", action="Réserver un théâtre", themes=[culture])
    for number in range(10):
        factories.make_service(f"Autre {number}", action="Suivre les dossiers", themes=[culture])


def words(page: str) -> str:
    """What a reader sees."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_all_the_words_are_preferred(halls):
    results = ask("réserver gymnase patinoire")
    assert names(results) == ["Salles"]
    assert not results.some_words


def test_some_words_are_accepted_when_all_give_nothing(client, halls):
    results = ask("réserver gymnase théâtre")
    assert set(names(results)) == {"Salles", "Scènes"}
    assert {hit.sheet.title: hit.lacking for hit in results.hits} == {"Salles": ("théâtre",), "Scènes": ("gymnase",)}
    page = words(client.get("/services/", {"q": "réserver gymnase théâtre"}).content.decode())
    assert "2 services répondent à une partie des mots" in page
    assert "Aucun service ne répond à tous les mots de votre recherche." in page
    assert "Sans le mot « théâtre »" in page


def test_a_word_that_no_sheet_has_is_named(client, halls):
    page = words(client.get("/services/", {"q": "réserver gymnase patinoire hippodrome"}).content.decode())
    assert "1 service répond à une partie des mots" in page
    assert "Aucune fiche ne parle de « hippodrome »." in page


def test_as_many_words_as_possible_are_kept(halls):
    factories.make_service("Glaces", action="Tenir une patinoire")
    assert names(ask("réserver patinoire théâtre gymnase hippodrome")) == ["Salles"]


def test_what_has_little_of_the_question_is_no_answer(halls):
    assert found("patinoire hippodrome vélodrome") == set()


def test_more_is_asked_of_what_a_sheet_says_in_passing_only(halls):
    for number in range(2):
        factories.make_service(f"Toit {number}", action="Voir un toit", body=[("text", "<p>Un drone passe.</p>")])
        factories.make_service(f"Vol {number}", action="Piloter un planeur")
    assert found("drone hippodrome") == set()
    assert found("planeur hippodrome") == {"Vol 0", "Vol 1"}
    assert found("drone passer hippodrome") == {"Toit 0", "Toit 1"}


def test_a_word_that_most_services_have_is_not_enough(halls):
    assert found("dossiers hippodrome") == set()


def test_counts_are_those_of_what_is_shown(halls):
    results = ask("réserver gymnase théâtre")
    assert counts(results, "theme") == {"culture": 1, "sport": 1}
    narrowed = ask("réserver gymnase théâtre", theme="culture")
    assert names(narrowed) == ["Scènes"]
    assert narrowed.some_words
    assert counts(narrowed, "theme") == {"culture": 1, "sport": 1}


def test_its_address_its_sorts_and_its_pages_are_those_of_the_question(halls):
    for number in range(60):
        factories.make_service(f"Autre {number + 10}", action="Suivre les dossiers")
    for number in range(21):
        factories.make_service(f"Théâtre {number:02}", action="Jouer un drame en costumes")
    results = ask("costumes drame hippodrome", tri="nom", page=2)
    assert results.canonical_url == "/services/?q=costumes+drame+hippodrome&tri=nom&page=2"
    assert results.total == 21
    assert names(results) == ["Théâtre 20"]
    before = follow(results.pagination.previous_url)
    assert names(before)[0] == "Théâtre 00"
    assert before.some_words


def test_all_the_words_without_a_filter_are_better_than_some_within_it(halls):
    results = ask("réserver gymnase", theme="culture")
    assert results.hits == []
    assert "sans le filtre Thématique (Culture)" in [relaxation.label for relaxation in results.relaxations]
