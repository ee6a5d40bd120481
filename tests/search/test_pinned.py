"""What editors pin to a question comes first when somebody asks it, and every number on the page stays true."""

import pytest

from catalogue.services.models import Phase, ServicePage
from tests import factories
from tests.search.asking import ask, counts, follow, found, names

pytestmark = pytest.mark.django_db


def make_canteens(numbers) -> None:
    for number in numbers:
        service = factories.make_service(
            f"Cantine {number:02}", action="Gérer la cantine scolaire", themes=[factories.make_theme("Repas")]
        )
        factories.make_deployment(service)


@pytest.fixture
def meals(catalogue):
    """Four canteens, and a kitchen that no sheet calls so."""
    make_canteens(range(4))
    buildings = factories.make_theme("Bâtiments")
    return factories.make_service("Fourneaux", action="Chauffer les plats", themes=[buildings], phase=Phase.PILOTE)


def test_it_comes_first_though_its_words_do_not_answer(meals):
    before = ask("cantine scolaire")
    factories.pin("cantine scolaire", meals)
    results = ask("cantine scolaire")
    assert names(results)[0] == "Fourneaux"
    assert names(results)[1:] == names(before)
    assert results.total == before.total + 1 == 5


@pytest.mark.parametrize(
    "typed", ["Cantines scolaires", "scolaire cantine", "la CANTINE scolaire ?", "cantinne scolaire"]
)
def test_it_is_the_same_question_however_it_is_written(meals, typed):
    factories.pin("cantine scolaire", meals)
    assert names(ask(typed))[0] == "Fourneaux"


@pytest.mark.parametrize("typed", ["cantine", "cantine scolaire bio", ""])
def test_another_question_is_left_alone(meals, typed):
    before = names(ask(typed))
    factories.pin("cantine scolaire", meals)
    assert names(ask(typed)) == before


def test_editors_order_holds(meals):
    third, second = (ServicePage.objects.get(title=names(ask("cantine"))[place]) for place in (2, 1))
    factories.pin("cantine", third, meals, second)
    assert names(ask("cantine"))[:3] == [third.title, "Fourneaux", second.title]


def test_its_pages_and_its_counts_hold_it_once(meals):
    make_canteens(range(4, 21))
    factories.pin("cantine", meals)
    first = ask("cantine")
    second = follow(first.pagination.next_url)
    assert len({*names(first), *names(second)}) == len(names(first)) + len(names(second)) == first.total == 22
    assert counts(first, "theme") == {"repas": 21, "batiments": 1}
    assert found("cantine", theme="batiments") == {"Fourneaux"}
    assert ask("cantine", theme="batiments").total == 1


def test_filters_are_not_passed_by(meals):
    factories.pin("cantine", meals)
    assert "Fourneaux" not in found("cantine", theme="repas")


def test_another_sort_is_not_upset(meals):
    factories.pin("cantine", meals)
    assert names(ask("cantine", tri="nom")) == [*(f"Cantine {number:02}" for number in range(4)), "Fourneaux"]


def test_a_question_without_an_answer_gets_one(meals):
    assert ask("réfectoire").total == 0
    factories.pin("réfectoire", meals)
    assert names(ask("refectoires")) == ["Fourneaux"]


def test_services_that_have_some_of_the_words_still_follow(meals):
    factories.make_service("Bassin", action="Ouvrir la piscine municipale")
    asked = "piscine municipale ferroviaire"
    before = ask(asked)
    assert before.some_words
    assert names(before) == ["Bassin"]
    factories.pin(asked, meals)
    results = ask(asked)
    assert names(results)[0] == "Fourneaux"
    assert results.total == before.total + 1
    assert results.hits[0].lacking == ()


def test_too_narrow_a_question_says_what_one_would_find(meals):
    """Also what is pinned to the question with one word less."""
    factories.pin("réfectoire", meals)
    factories.pin("cantine", meals)
    narrow = ask("réfectoire", theme="repas")
    assert {relaxation.total for relaxation in narrow.relaxations} == {4, 1}
    for relaxation in narrow.relaxations:
        assert follow(relaxation.url).total == relaxation.total


def test_it_is_suggested_to_who_types_the_question(client, meals):
    factories.pin("cantine", meals)
    items = client.get("/services/suggestions/", {"q": "cantine"}).json()["items"]
    assert items[0]["detail"] == "Fourneaux"


def test_once_unpublished_it_is_gone_and_its_question_stays(meals, django_capture_on_commit_callbacks):
    factories.pin("réfectoire", meals)
    assert found("réfectoire") == {"Fourneaux"}
    with django_capture_on_commit_callbacks(execute=True):
        meals.unpublish()
    assert ask("réfectoire").total == 0
    with django_capture_on_commit_callbacks(execute=True):
        meals.delete()
    assert ask("réfectoire").total == 0


def test_it_takes_no_more_queries(meals, django_assert_max_num_queries):
    factories.pin("cantine", meals)
    ask()
    with django_assert_max_num_queries(8):
        ask("cantine")
