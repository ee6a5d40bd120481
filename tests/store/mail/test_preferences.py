"""Choosing one's mails: from any mail without an account, or from one's account; a look changes nothing."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client

from store.mail.categories import CATEGORIES, COPIES, FEEDBACK, INCIDENTS, OPTIONAL, RELEASES, REQUESTS
from store.mail.models import Preference
from store.mail.models.preference import fingerprint
from store.mail.preference_links import link_of
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
TOWN_HALL = "mairie@commune.example"
ACCOUNT = "/mon-compte/courriels/"


@pytest.fixture
def link(site, write):
    """The one of a mail about an incident, as a mail program finds it."""
    write("incident:1", to=TOWN_HALL, category=INCIDENTS)
    headers = mail.outbox[-1].message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(.+)>", str(headers["List-Unsubscribe"]).replace("\n ", "")).group(1)
    assert address in mail.outbox[-1].body
    return address.removeprefix("http://localhost:8000")


def wanted(address: str = TOWN_HALL) -> set[str]:
    return Preference.objects.wanted(fingerprint(address))


def boxes(page: bytes) -> dict[str, bool]:
    found = BeautifulSoup(page, "html.parser").find_all("input", type="checkbox")
    return {box["value"]: box.has_attr("checked") for box in found}


def test_the_mail_program_unsubscribes_in_one_click_without_a_cookie_or_a_page(link):
    answer = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert INCIDENTS.slug not in wanted()
    assert RELEASES.slug in wanted()


def test_it_may_click_twice(link, client):
    for _ in range(2):
        assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert INCIDENTS.slug not in wanted()


def test_opening_the_link_changes_nothing(link, client):
    """As the robots that inspect mails do."""
    before = wanted()
    assert client.get(link).status_code == client.head(link).status_code == 200
    assert client.get(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wanted() == before
    assert not Preference.objects.exists()


def test_the_next_mail_on_that_subject_is_not_written(link, client, write):
    client.post(link, {"List-Unsubscribe": "One-Click"})
    write("incident:2", to=TOWN_HALL, category=INCIDENTS)
    write("version:2", to=TOWN_HALL, category=RELEASES)
    assert len(mail.outbox) == 2


def test_somebody_chooses_among_all_subjects_and_comes_back_on_it(link, client):
    assert boxes(client.get(link).content) == {one.slug: True for one in OPTIONAL if not one.asked_for}
    page = client.post(link, {"wanted": [RELEASES.slug]})
    assert "Vos choix sont enregistrés." in page.content.decode()
    assert wanted() == {RELEASES.slug}
    client.post(link, {"wanted": [RELEASES.slug, INCIDENTS.slug]})
    assert wanted() == {RELEASES.slug, INCIDENTS.slug}
    assert boxes(client.get(link).content)[FEEDBACK.slug] is False


def test_a_link_opens_the_choices_of_one_address_only(link, client):
    client.post(link, {"List-Unsubscribe": "One-Click"})
    assert INCIDENTS.slug in wanted("autre@commune.example")


@pytest.mark.parametrize("spoil", [lambda one: one[:-3] + "/", lambda one: one.replace("incidents.", "versions.")])
def test_a_link_that_was_cut_or_changed_opens_nothing(link, client, spoil):
    spoilt = spoil(link)
    assert spoilt != link
    assert client.get(spoilt).status_code == client.post(spoilt, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert not Preference.objects.exists()


def test_the_address_of_a_link_does_not_say_whose_it_is(link):
    assert "mairie" not in link
    assert "commune.example" not in link


def test_a_subject_that_does_not_exist_is_refused_in_words(link, client):
    page = client.post(link, {"wanted": ["publicite"]})
    soup = BeautifulSoup(page.content, "html.parser")
    error = soup.find(id=soup.find("fieldset")["aria-describedby"])
    assert "publicite" in error.get_text()
    assert soup.title.get_text().startswith("Erreur")
    assert not Preference.objects.exists()


def test_the_link_of_an_answer_shows_the_choices_but_cannot_refuse_answers(site, client):
    link = link_of(TOWN_HALL, REQUESTS)
    assert "Me désabonner" not in client.get(link).content.decode()
    client.post(link, {"List-Unsubscribe": "One-Click"})
    assert not Preference.objects.filter(category=REQUESTS.slug).exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", "application/x-www-form-urlencoded"),
        ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        ("List-Unsubscribe=One-Click&wanted=", "application/x-www-form-urlencoded"),
        ("List-Unsubscribe=One-Click&choix=1", "application/x-www-form-urlencoded"),
        ("List-Unsubscribe=One-Click", "text/plain"),
        ("{}", "application/json"),
        ("autre=chose", "application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("category", [one for one in CATEGORIES.values() if one.essential])
def test_a_mail_program_that_posts_to_an_essential_mail_refuses_nothing(site, client, category, body, kind):
    before = wanted()
    answer = client.generic("POST", link_of(TOWN_HALL, category), body, content_type=kind)
    assert answer.status_code == 200
    assert wanted() == before
    assert not Preference.objects.exists()
    assert "Vos choix sont enregistrés" not in answer.content.decode()


def test_nor_does_an_empty_request_to_any_mail(link, client):
    before = wanted()
    client.post(link)
    assert wanted() == before


def test_somebody_who_unticks_everything_is_heard(link, client):
    page = BeautifulSoup(client.get(link).content, "html.parser")
    button = page.find("button", string="Enregistrer mes choix")
    client.post(link, {button["name"]: button["value"]})
    assert wanted() == set()


def test_every_link_works_long_after(site, client, time_machine_at):
    link = link_of(TOWN_HALL, RELEASES)
    time_machine_at("2031-01-01 12:00 +0000")
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert RELEASES.slug not in wanted()


def test_somebody_with_an_account_chooses_there(site, client):
    person = factories.make_person(email="agente@commune.example")
    client.force_login(person)
    assert boxes(client.get(ACCOUNT).content)[COPIES.slug] is False
    answer = client.post(ACCOUNT, {"wanted": [COPIES.slug]}, follow=True)
    assert "Vos choix sont enregistrés." in answer.content.decode()
    assert wanted(person.email) == {COPIES.slug}
    assert wanted() == wanted("autre@commune.example") != {COPIES.slug}


def test_without_an_address_there_is_nothing_to_choose(site, client):
    client.force_login(factories.make_person(email=""))
    page = client.get(ACCOUNT).content.decode()
    assert "Votre compte n'a pas d'adresse électronique" in page
    assert client.post(ACCOUNT, {"wanted": [COPIES.slug]}).status_code == 200
    assert not Preference.objects.exists()


def test_the_choices_of_an_account_ask_to_sign_in(site, client):
    assert client.get(ACCOUNT).status_code == 302
    person = factories.make_person(email="agente@commune.example")
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(person)
    assert forged.post(ACCOUNT, {"wanted": []}).status_code == 403


def test_each_category_says_why_one_is_written_to():
    assert all(category.why.endswith(".") and category.label for category in CATEGORIES.values())
