"""What is kept is for all: whoever has something of their own gets a page of their own."""

from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import Client

from search.models import AskedQuestion
from search.statistics.counting import write_what_is_due
from store.page_cache.middleware import pages
from tests import factories
from tests.limiting import at_most

SHEET, CATALOGUE = "/services/treteaux/", "/services/"


def _put_in_basket(client: Client, service) -> None:
    sent = {"ajouter": service.pk, "next": SHEET}
    assert client.post("/panier/changement/", sent, headers={"Origin": "http://testserver"}).status_code == 302


def test_a_basket_is_shown_to_who_filled_it_only(service, stranger):
    stranger.has_cached(SHEET)
    shopper = Client()
    _put_in_basket(shopper, service)
    mine = shopper.get(SHEET)
    assert "Ma demande (1)" in mine.text
    assert not mine.has_header("ETag")
    assert "Ma demande (1)" not in stranger.read(SHEET).text


def test_what_is_said_to_one_visitor_is_not_said_to_the_next(service, stranger):
    stopped = factories.make_service("Minitel", phase="arrete")
    stranger.has_cached(SHEET)
    told = Client()
    told.post("/panier/changement/", {"ajouter": stopped.pk}, headers={"Origin": "http://testserver"})
    assert "messages" in told.cookies
    assert not told.get(SHEET).has_header("ETag")
    assert "n'est plus proposé" not in stranger.read(SHEET).text


def test_a_page_with_a_form_gives_each_visitor_a_token_of_their_own(service, stranger):
    forms = [Client().get("/connexion/") for _ in range(2)]
    assert all(settings.CSRF_COOKIE_NAME in form.cookies for form in forms)
    assert forms[0].cookies[settings.CSRF_COOKIE_NAME].value != forms[1].cookies[settings.CSRF_COOKIE_NAME].value
    assert not any(form.has_header("ETag") for form in forms)
    assert len(pages) == 0


def test_who_once_opened_a_form_reads_what_all_read(service, stranger):
    stranger.has_cached(SHEET)
    stranger.client.get("/connexion/")
    assert settings.CSRF_COOKIE_NAME in stranger.client.cookies
    assert stranger.is_cached(SHEET)


def test_another_name_of_the_site_another_scheme_or_another_question_is_another_page(service, stranger):
    stranger.has_cached(SHEET)
    for options in ({"headers": {"Host": "autre.example"}}, {"secure": True}, {"query_params": {"q": "x"}}):
        before = len(pages)
        stranger.client.get(SHEET, **options)
        assert len(pages) == before + 1
    stranger.client.get(SHEET, headers={"Host": "AUTRE.example"})
    assert len(pages) == before + 1


def test_what_a_program_asks_in_another_form_is_not_given_to_a_browser(service, town, stranger):
    address = "/territoires/recherche/?q=bourg"
    for _ in range(2):
        assert stranger.read(address, Accept="application/json").json()["items"]
        assert "<html" in stranger.read(address, Accept="text/html").text


def test_a_question_counts_each_time_that_it_is_asked(service, stranger, settings):
    settings.SEARCH_LOG_SECONDS = 0
    write_what_is_due()  # of the tests before
    AskedQuestion.objects.all().delete()
    address = f"{CATALOGUE}?q=scène"
    for _ in range(4):
        stranger.read(address)
    assert AskedQuestion.objects.get(text="scène").asked == 4
    assert stranger.is_cached(address) is False  # its counts are written after the answer


def test_a_sheet_opened_from_answers_counts_when_it_is_cached(service, stranger, settings):
    settings.SEARCH_LOG_SECONDS = 3_600
    asked = f"{CATALOGUE}?q=scène"
    stranger.has_cached(asked, SHEET)
    for _ in range(3):
        stranger.read(SHEET, Referer=f"http://testserver{asked}")
    settings.SEARCH_LOG_SECONDS = 0
    write_what_is_due()
    row = AskedQuestion.objects.get(text="scène")
    assert (row.opened, row.ranks) == (3, 3)


def test_searches_are_limited_when_they_are_given_again(service, stranger, settings, monkeypatch, time_machine_at):
    time_machine_at("2026-11-24T10:01Z")
    settings.LIMIT_READING = True
    at_most(monkeypatch, "search", 3)
    address = f"{CATALOGUE}?q=scène"
    statuses = [stranger.read(address).status_code for _ in range(5)]
    other = stranger.client.get(address, REMOTE_ADDR="192.0.2.7")
    assert statuses == [HTTPStatus.OK] * 3 + [HTTPStatus.TOO_MANY_REQUESTS] * 2
    assert other.status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "address", ["/mon-compte/", "/admin/", "/sante/", "/panier/", "/services/treteaux/contact/", "/n-existe-pas/"]
)
def test_what_is_no_page_for_all_is_not_kept(service, stranger, address):
    response = stranger.read(address)
    assert not response.has_header("ETag")
    assert len(pages) == 0
