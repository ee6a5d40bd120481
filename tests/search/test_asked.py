"""What people ask is counted, by question and by day; who asks is not."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from search.models import AskedQuestion
from search.statistics.tally import due, normal
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def written_at_once(settings):
    settings.SEARCH_LOG_SECONDS = 0
    due()  # what other tests asked


@pytest.fixture
def canteens(catalogue):
    return [factories.make_service(f"Cantine {number}", action="Gérer la cantine") for number in range(3)]


def counted(text: str) -> tuple[int, int, int, int] | None:
    return AskedQuestion.objects.filter(text=text).values_list("asked", "empty", "opened", "ranks").first()


def test_a_question_is_counted_with_whether_it_found_something(client, canteens):
    for q in ("cantine", "  Cantine ", "zzyzx"):
        client.get("/services/", {"q": q})
    assert counted("cantine") == (2, 0, 0, 0)
    assert counted("zzyzx") == (1, 1, 0, 0)
    assert AskedQuestion.objects.get(text="cantine").day == timezone.localdate()


def test_a_question_answered_with_some_of_its_words_is_one_without_answer(client, canteens):
    """Else editors would never learn of what the catalogue has not."""
    for number in range(20):
        factories.make_service(f"Piscine {number}", action="Réserver un bassin")
    shown = client.get("/services/", {"q": "cantine ornithologie"}).content.decode()
    assert "Cantine 1" in shown
    client.get("/services/", {"q": "gérer cantine"})
    assert counted("cantine ornithologie") == (1, 1, 0, 0)
    assert counted("gérer cantine") == (1, 0, 0, 0)


def test_browsing_and_refining_are_not_other_questions(client, canteens):
    for asked in ("", "?phase=pilote", "?q=cantine&page=2", "?q=cantine&family=snap"):
        client.get(f"/services/{asked}")
    client.get("/services/suggestions/", {"q": "cant"})
    counts = AskedQuestion.objects.values_list("text", "asked")
    assert list(counts) in ([], [("cantine", 1)])  # the unknown values of the last are dropped: it is the bare question


@pytest.mark.parametrize(
    "q",
    [
        "jeanne.martin@mairie.example",
        "jeanne.martin arobase mairie.example",
        "jeanne.martin[at]mairie.example",
        "06 12 34 56 78",
        "06/12/34/56/78",
        "+33 (0)6.12.34.56.78",
        "06 – 12 – 34 – 56 – 78",
        "dossier 2024-1234567",
        "1 84 12 42 218 001 25",
        "l'allocation de Madame Untel",
        "mme untel rue des lilas",
        "intercommunalité " * 10,
        "je suis de la mairie et je ne sais pas où on voit le ccas",
    ],
)
def test_what_may_name_a_person_is_not_kept(client, canteens, q):
    client.get("/services/", {"q": q})
    assert not AskedQuestion.objects.exists()


@pytest.mark.parametrize(
    "q",
    [
        "rgaa 4.1",
        "loi 1901",
        "cantine 2 classes",
        "article 28-1",
        "comment prendre rendez-vous avec un agent du ccas ?",
    ],
)
def test_ordinary_questions_are(q):
    assert normal(q) == q


def test_opening_an_answer_counts_its_rank(client, canteens):
    answers = client.get("/services/", {"q": "cantine"}).context["results"].hits
    client.get(answers[1].url, headers={"referer": "http://testserver/services/?q=cantine"})
    assert counted("cantine") == (1, 0, 1, 2)


@pytest.mark.parametrize(
    "referer", ["http://elsewhere.example/services/?q=cantine", "http://testserver/services/", "nonsense://[", ""]
)
def test_coming_from_elsewhere_counts_nothing(client, canteens, referer):
    client.get("/services/", {"q": "cantine"})
    assert client.get("/services/cantine-0/", headers={"referer": referer}).status_code == 200
    assert counted("cantine") == (1, 0, 0, 0)


def test_a_sheet_that_is_not_among_the_answers_is_no_opening(client, canteens):
    factories.make_service("Piscine", action="Gérer la piscine")
    client.get("/services/", {"q": "cantine"})
    client.get("/services/piscine/", headers={"referer": "http://testserver/services/?q=cantine"})
    assert counted("cantine") == (1, 0, 0, 0)


def test_counts_are_forgotten_after_ninety_days(client, canteens):
    client.get("/services/", {"q": "cantine"})
    AskedQuestion.objects.update(day=timezone.localdate() - timedelta(days=90))
    call_command("forget_questions")
    assert AskedQuestion.objects.exists()
    AskedQuestion.objects.update(day=timezone.localdate() - timedelta(days=91))
    call_command("forget_questions")
    assert not AskedQuestion.objects.exists()
