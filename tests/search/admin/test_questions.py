"""Editors read what people ask and with what success, and act on it from there."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from search.models import AskedQuestion, SynonymSet
from tests import factories
from tests.search.admin.forms import text
from tests.store.admin.people import editor

pytestmark = pytest.mark.django_db
REPORT = "/admin/questions/"


@pytest.fixture
def desk(client, catalogue):
    client.force_login(editor())
    return client


@pytest.fixture
def asked(db):
    today = timezone.localdate()
    rows = (
        ("cantine", 4, {"asked": 3, "opened": 2, "ranks": 3}),
        ("cantine", 40, {"asked": 2, "empty": 1}),
        ("patinoire", 4, {"asked": 2, "empty": 2}),
        ("halles", 40, {"asked": 9, "empty": 9}),
        ("piscine", 4, {"asked": 4, "opened": 1, "ranks": 7}),
        ("piscine", 91, {"asked": 50, "empty": 50}),
        ("vélodrome", 91, {"asked": 50}),
    )
    for question, days, counts in rows:
        AskedQuestion.objects.create(day=today - timedelta(days=days), text=question, **counts)


def rows(desk, query: str = "") -> dict[str, list[str]]:
    """Question -> the other cells of its row."""
    page = BeautifulSoup(desk.get(f"{REPORT}{query}").content, "html.parser")
    cells = [[text(cell) for cell in row.select("td")] for row in page.select("tbody tr")]
    return {question: others for question, *others in cells}


def links(desk, question: str, query: str = "") -> dict[str, str]:
    page = BeautifulSoup(desk.get(f"{REPORT}{query}").content, "html.parser")
    row = next(row for row in page.select("tbody tr") if text(row.td) == question)
    return {text(link): link["href"] for link in row.select("a")}


def test_each_question_has_its_counts_its_share_without_answer_and_its_rank(desk, asked):
    shown = rows(desk)
    assert list(shown) == ["halles", "cantine", "piscine", "patinoire"]
    assert shown["cantine"][:5] == ["5", "1", "20 %", "2", "1,5"]
    assert shown["patinoire"][:5] == ["2", "2", "100 %", "0", ""]
    page = desk.get(REPORT).text
    assert "4 questions différentes, posées 20 fois en tout, dont 60\xa0% sans réponse" in page
    assert "rang moyen des fiches ouvertes : 3,3" in page


def test_a_shorter_period_counts_less(desk, asked):
    assert rows(desk, "?periode=30")["cantine"][:3] == ["3", "0", "0 %"]
    assert "halles" not in rows(desk, "?periode=30")
    assert rows(desk, "?periode=nonsense") != {}


def test_only_those_without_answer_may_be_shown(desk, asked):
    assert list(rows(desk, "?reponse=aucune")) == ["halles", "patinoire"]
    assert list(rows(desk, "?reponse=aucune&periode=30")) == ["patinoire"]
    factories.pin("halles", factories.make_service())
    SynonymSet.objects.create(expressions="patinoires\nglace")
    assert list(rows(desk, "?reponse=a-traiter")) == []
    assert list(rows(desk, "?reponse=aucune")) == ["halles", "patinoire"]
    assert "Aucune question à montrer" in desk.get(f"{REPORT}?reponse=a-traiter").text


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("text", "cantine", "piscine"),
        ("-empty_in_all", "halles", "piscine"),
        ("empty_share", "piscine", "patinoire"),
        ("mean_rank", "cantine", "patinoire"),
        ("-mean_rank", "piscine", "patinoire"),
    ],
)
def test_columns_sort(desk, asked, order, first, last):
    shown = list(rows(desk, f"?ordering={order}"))
    assert (shown[0], shown[-1]) == (first, last)


def test_what_is_shown_is_exported(desk, asked):
    exported = b"".join(desk.get(f"{REPORT}?export=csv&periode=30").streaming_content).decode()
    assert exported.splitlines() == [
        "Question,Fois posée,Fois sans réponse,Part sans réponse (%),Fiches ouvertes,Rang moyen",
        "piscine,4,0,0.0,1,7.0",
        "cantine,3,0,0.0,2,1.5",
        "patinoire,2,2,100.0,0,",
    ]
    sheet = openpyxl.load_workbook(BytesIO(b"".join(desk.get(f"{REPORT}?export=xlsx")))).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["halles", "cantine", "piscine", "patinoire"]


@pytest.mark.parametrize(
    ("pressed", "field"), [("Ajouter un synonyme", "expressions"), ("Épingler un résultat", "question")]
)
def test_one_press_makes_something_of_a_question(desk, pressed, field):
    question = "sacs & tri « été » 50 % ?"
    AskedQuestion.objects.create(day=timezone.localdate(), text=question, asked=1, empty=1)
    form = BeautifulSoup(desk.get(links(desk, question)[pressed]).content, "html.parser")
    filled = form.find(id=f"id_{field}")
    assert (filled.get("value") or filled.get_text().strip()) == question


def test_what_was_done_of_a_question_is_said_and_leads_there(desk, asked):
    pins = factories.pin("Patinoires", factories.make_service())
    shown = links(desk, "patinoire")
    assert shown["Résultats épinglés : Patinoires"].endswith(f"/pinnedresults/edit/{pins.pk}/")
    assert "Ajouter un synonyme" in shown
    assert "Épingler un résultat" not in shown


def test_the_first_page_of_the_admin_leads_to_what_is_to_be_done(desk, asked):
    def duty():
        page = BeautifulSoup(desk.get("/admin/").content, "html.parser")
        found = [link for link in page.select(".editing-duties a") if "sans réponse" in text(link)]
        return {text(link): link["href"] for link in found}

    shown = duty()
    assert list(shown) == ["1 recherche sans réponse"]
    assert list(rows(desk, shown["1 recherche sans réponse"].removeprefix(REPORT))) == ["patinoire"]
    SynonymSet.objects.create(expressions="patinoire\nglace")
    assert duty() == {}


def test_who_is_not_an_editor_does_not_read_them(client, asked, django_user_model):
    client.force_login(django_user_model.objects.create_user("agent", password="x"))
    assert client.get(REPORT).status_code == 302
