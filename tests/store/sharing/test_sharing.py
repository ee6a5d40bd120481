"""Giving a page to somebody: a short address that lasts, a mail, a code on paper."""

from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests import factories
from tests.store.leaks.hiding import expired_though_the_scheduler_has_not_run, login_only, unpublished

pytestmark = pytest.mark.django_db


def short(page) -> str:
    return f"/s/{page.pk}/"


def shared(client, page) -> BeautifulSoup:
    return BeautifulSoup(client.get(page.url).content, "html.parser").main


def test_a_short_address_follows_the_page_when_it_is_renamed(client):
    sheet = factories.make_service("Agenda")
    assert client.get(short(sheet))["Location"] == "/services/agenda/"
    sheet.slug = "agenda-partage"
    factories.publish(sheet)
    answer = client.get(short(sheet))
    assert (answer.status_code, answer["Location"]) == (301, "/services/agenda-partage/")
    assert "no-cache" in answer["Cache-Control"]


def test_a_short_address_keeps_the_territory_from_which_one_reads(client):
    feurs = factories.make_territory("Feurs")
    sheet = factories.make_service("Agenda")
    assert client.get(f"{short(sheet)}?territoire={feurs.key}")["Location"].endswith(f"?territoire={feurs.key}")


@pytest.mark.parametrize("state", [unpublished, login_only, expired_though_the_scheduler_has_not_run])
def test_a_hidden_page_has_no_short_address(client, state):
    sheet = factories.make_service("Registre", published=False)
    state(sheet)
    assert client.get(short(sheet)).status_code == 404


def test_an_address_of_nothing_is_not_found(client):
    for number in ("0", "999999", "9" * 19, "9" * 30, "9" * 5_000, "-1", "x", "٣"):
        assert client.get(f"/s/{number}/").status_code == 404


def test_a_sheet_is_sent_by_mail_whatever_its_name_holds(client):
    hostile = "Prêt & dépôt ?\r\nBcc: x@exemple.fr 100 %"
    sheet = factories.make_service("Prêt", slug="pret", action=hostile, summary="Une phrase, « entre guillemets ».")
    link = shared(client, sheet).find("a", string="Envoyer par courriel")["href"]
    assert urlsplit(link).scheme == "mailto"
    assert urlsplit(link).path == ""
    said = {name: value for name, (value,) in parse_qs(urlsplit(link).query, strict_parsing=True).items()}
    assert set(said) == {"subject", "body"}
    message = EmailMessage()
    message["Subject"] = said["subject"]  # refuses the end of a line
    assert "Prêt & dépôt ? Bcc: x@exemple.fr 100 %" in said["subject"]
    assert f"http://localhost:8000{short(sheet)}" in said["body"]
    assert "Une phrase, « entre guillemets »." in unquote(said["body"])


def test_a_story_is_shared_as_a_sheet_is(client):
    story = factories.make_story("Un an d'agenda", factories.make_deployment(factories.make_service("Agenda")))
    assert shared(client, story).find("a", string="Adresse courte")["href"].endswith(short(story))
    assert client.get(short(story))["Location"] == story.url
