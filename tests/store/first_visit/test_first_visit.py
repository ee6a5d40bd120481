"""Three screens for a first visit: each may be passed, and they are shown once."""

import pytest
from bs4 import BeautifulSoup

from tests import factories

pytestmark = pytest.mark.django_db
FIRST = "/premiere-visite/"


@pytest.fixture
def feurs():
    factories.make_site()
    return factories.make_territory("Feurs", code="42094")


def read(client, address) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, response
    return BeautifulSoup(response.content, "html.parser").main


def link(page, words) -> str:
    return next(one["href"] for one in page("a") if one.get_text(strip=True).startswith(words))


def test_one_answers_and_lands_on_the_catalogue_with_place_and_need(client, feurs):
    first = read(client, FIRST)
    assert "Étape 1 sur 3" in first.get_text(" ")
    assert [one["value"] for one in first("input")] == ["elu", "dgs", "agent", "autre"]
    second = read(client, f"{first.form['action']}?qui=elu")
    suite = second.find("input", {"name": "suite"})["value"]
    found = read(client, f"/territoires/recherche/?q=Feurs&suite={suite.replace('?', '%3F')}")
    third = read(client, link(found, "Feurs"))
    assert "Pour Feurs" in third.get_text(" ")
    assert link(third, "mobilité")
    sent = {one["name"]: one.get("value", "") for one in third.form("input")} | {"q": "rendez-vous & agenda"}
    landed = client.get(third.form["action"], sent, follow=True)
    assert landed.redirect_chain == [(f"/services/?q=rendez-vous+%26+agenda&territoire={feurs.key}", 302)]


def test_each_question_may_be_passed(client, feurs):
    second = read(client, link(read(client, FIRST), "Passer"))
    third = read(client, link(second, "Passer"))
    assert client.get(link(third, "Passer"))["Location"] == "/services/"


def test_it_is_shown_once_and_the_cookie_says_nothing_of_anybody(client, feurs):
    assert not client.get(FIRST).cookies
    ended = client.get("/premiere-visite/fin/", {"qui": "elu", "q": "agenda", "territoire": feurs.key})
    assert {name: cookie.value for name, cookie in ended.cookies.items()} == {"premiere-visite": "vue"}
    for again in (FIRST, "/premiere-visite/collectivite/", f"/premiere-visite/besoin/?territoire={feurs.key}"):
        assert client.get(again)["Location"].startswith("/services/")


def test_nobody_is_taken_there_from_a_page_they_asked_for(client, feurs):
    for address in ("/", "/services/", "/contact/"):
        assert client.get(address).status_code == 200
    assert "Première visite ?" in client.get("/").text


def test_odd_answers_are_left_behind(client, feurs):
    odd = {"qui": "<script>", "territoire": "commune-00000", "q": "x" * 9_999 + "\0"}
    for address in (FIRST, "/premiere-visite/collectivite/", "/premiere-visite/besoin/"):
        assert "<script>" not in str(read(client, f"{address}?qui=%3Cscript%3E&territoire=zz"))
    assert "qui" not in client.get("/premiere-visite/fin/", odd)["Location"]
