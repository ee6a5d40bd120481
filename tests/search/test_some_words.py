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


def test_all_the_words_come_first_and_most_of_them_follow(client, halls):
    results = ask("réserver gymnase patinoire")
    assert names(results) == ["Salles", "Scènes"]
    assert (results.total, results.full, results.partial) == (2, 1, 1)
    assert not results.some_words
    page = client.get("/services/", {"q": "réserver gymnase patinoire"}).content.decode()
    said = words(page)
    assert "1 service, 1 autre en partie" in said
    assert "1 autre service répond en partie" in said
    assert "Sans les mots « gymnase », « patinoire »" in said
    assert "<title>1 service pour « réserver gymnase patinoire », 1 en partie — Territoires Store</title>" in page
    assert page.index("Salles") < page.index("répond en partie") < page.index("Scènes")


def test_one_that_has_all_the_words_in_passing_does_not_hide_the_right_one(client, halls):
    """« CCAS logiciel pour suivre les bénéficiaires »: the one that does it does not say « bénéficiaires »."""
    said = "<p>Le théâtre reçoit les comédiens, les musiciens et leur machiniste.</p>"
    factories.make_service("Bavard", action="Faire autre chose", body=[("text", said)])
    factories.make_service("Plateau", action="Organiser le travail du machiniste", summary="Pour un théâtre.")
    results = ask("machiniste théâtre comédiens")
    assert {hit.sheet.title: (hit.full, hit.in_passing, hit.lacking) for hit in results.hits[:2]} == {
        "Plateau": (False, False, ("comédiens",)),
        "Bavard": (False, True, ()),
    }
    page = words(client.get("/services/", {"q": "machiniste théâtre comédiens"}).content.decode())
    assert "N'en parle que dans le détail de sa fiche" in page
    assert "Aucun service ne répond entièrement à votre recherche." in page


def test_some_words_are_accepted_when_all_give_nothing(client, halls):
    results = ask("réserver gymnase théâtre")
    assert set(names(results)) == {"Salles", "Scènes"}
    assert {hit.sheet.title: hit.lacking for hit in results.hits} == {"Salles": ("théâtre",), "Scènes": ("gymnase",)}
    page = words(client.get("/services/", {"q": "réserver gymnase théâtre"}).content.decode())
    assert "2 services répondent en partie" in page
    assert "Aucun service ne répond entièrement à votre recherche." in page
    assert "Sans le mot « théâtre »" in page


def test_a_word_that_no_sheet_has_is_named(client, halls):
    page = words(client.get("/services/", {"q": "réserver gymnase patinoire hippodrome"}).content.decode())
    assert "2 services répondent en partie" in page
    assert "Aucune fiche ne parle de « hippodrome »." in page


def test_those_that_have_more_of_the_words_come_first(halls):
    factories.make_service("Glaces", action="Tenir une patinoire")
    assert names(ask("réserver patinoire théâtre gymnase hippodrome"))[0] == "Salles"


def test_what_has_little_of_the_question_is_no_answer(halls):
    for number, craft in enumerate(("luthier", "vitrail", "horloge", "tonneau", "forge", "sellerie")):
        factories.make_service(f"Atelier {number}", action=f"Apprendre: {craft}")
    assert "Salles" not in found("patinoire luthier vitrail horloge tonneau forge sellerie")
    assert "Salles" in found("patinoire luthier vitrail")


def test_what_says_nothing_of_it_first_is_no_answer(halls):
    for number in range(2):
        factories.make_service(f"Toit {number}", action="Voir un toit", body=[("text", "<p>Un drone passe.</p>")])
        factories.make_service(f"Vol {number}", action="Piloter un planeur")
    assert found("drone hippodrome") == set()
    assert found("planeur hippodrome") == {"Vol 0", "Vol 1"}


def test_a_word_in_the_detail_of_a_sheet_only_is_no_whole_answer(halls):
    factories.make_service("Toit", action="Voir un toit", body=[("text", "<p>Un drone passe.</p>")])
    results = ask("drone")
    assert names(results) == ["Toit"]
    assert (results.full, results.hits[0].in_passing) == (0, True)


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


def test_what_would_answer_fully_without_a_filter_is_said(halls):
    results = ask("réserver gymnase", theme="culture")
    assert {hit.sheet.title: hit.lacking for hit in results.hits} == {"Scènes": ("gymnase",)}
    assert [relaxation.label for relaxation in results.relaxations] == ["sans le filtre Thématique (Culture)"]
    assert follow(results.relaxations[0].url).total == results.relaxations[0].total == 2
