"""What costs others is counted once for all workers, by account and by caller, however either is written."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import close_old_connections, connection, connections
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from catalogue.foundation.callers import one_caller
from catalogue.services.models import Allowance, Announcement
from store.accounts.models import AttachmentRequest
from store.accounts.rights import EDITORS
from store.api.models import MOST_PER_SERVICE, Token
from store.limits import LIMITS, in_words
from tests import factories
from tests.limiting import at_most

PASSWORD = "une phrase que personne ne devine"
MANY = 50


def sign_in(client, username, password="non", **more):  # noqa: S107
    return client.post("/connexion/", {"username": username, "password": password}, **more)


@pytest.fixture(autouse=True)
def _in_one_window(time_machine_at):
    """All windows begin at round hours: a test that begins just before would find two."""
    time_machine_at("2026-11-24T10:01Z")


@pytest.fixture
def locked(client, catalogue):
    """An account on which too many passwords were tried, from many places."""
    factories.make_person(groups=(EDITORS,), username="admin", password=PASSWORD)
    for number in range(LIMITS["password"].most):
        sign_in(client, "admin", REMOTE_ADDR=f"192.0.2.{number}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written",
    [
        "admin",
        " admin",
        "admin\t",
        "\u3000admin\u2003",
        "ａｄｍｉｎ",
        "ADMIN",
        "Ａdmin ",
        "ⓐdmin",
        "ad\x00min",
        "\x01admin",
        "\u00a0adｍin\u0085",
    ],
)
def test_a_locked_account_is_locked_however_its_name_is_written(client, locked, written):
    refused = sign_in(client, written, PASSWORD, REMOTE_ADDR="198.51.100.7")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Réessayez dans" in refused.text and '<html lang="fr"' in refused.text
    assert get_user(client).is_anonymous


@pytest.mark.django_db
def test_many_ways_to_write_a_name_share_one_count(client, catalogue):
    factories.make_person(groups=(EDITORS,), username="admin", password=PASSWORD)
    answers = [
        sign_in(client, " " * number + ("admin", "ａｄｍｉｎ")[number % 2], REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(LIMITS["password"].most + 1)
    ]
    assert answers == [200] * LIMITS["password"].most + [429]


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:4431", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::FFFF:C000:0207", "192.0.2.7"),
        ("[::ffff:192.0.2.7]:443", "192.0.2.7"),
        ("64:ff9b::192.0.2.7", "192.0.2.7"),
        ("2002:c000:207:1::9", "192.0.2.7"),
        ("2001:0:53aa:64c:0:ffff:3fff:fdf8", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:DB8:1:2:ffff::1%eth0", "2001:db8:1:2::"),
        ("[2001:db8:1:2::1]:443", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("n'importe quoi", "unreadable"),
        ("", "unreadable"),
    ],
)
def test_one_caller_is_one_whichever_way_the_address_is_written(said, counted):
    assert one_caller(said) == counted


@pytest.mark.django_db
def test_a_whole_network_of_ipv6_addresses_is_one_caller(client, catalogue):
    page = factories.make_service("Agenda", contact_email="equipe@agenda.example")
    most = LIMITS["contact"].most
    answers = [
        client.post(f"{page.url}contact/", REMOTE_ADDR=f"2001:db8:1:2:{n:x}::1").status_code for n in range(most + 1)
    ]
    assert answers == [200] * most + [429]
    assert client.post(f"{page.url}contact/", REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


@pytest.mark.django_db
def test_the_password_of_a_page_is_not_tried_for_ever(client, catalogue):
    page = factories.make_service("Réservé")
    restriction = factories.restrict(page, PageViewRestriction.PASSWORD)
    address = f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
    wrong = {"password": "non", "return_url": page.url}
    for _ in range(LIMITS["shared-password"].most):
        assert client.post(address, wrong).status_code == 200
    refused = client.post(address, {**wrong, "password": "sésame"})
    assert refused.status_code == 429 and "Retry-After" in refused.headers
    assert client.get(page.url).status_code == 200 and "mot de passe" in client.get(page.url).text.lower()
    other = client.post(address, {**wrong, "password": "sésame"}, REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 302, "from elsewhere, whoever knows it enters"


@pytest.mark.django_db
def test_nor_from_everywhere_nor_by_the_addresses_of_other_pages(client, catalogue, monkeypatch):
    at_most(monkeypatch, "shared-password-of-one", 12)
    page, other = factories.make_service("Réservé"), factories.make_service("Public")
    restriction = factories.restrict(page, PageViewRestriction.PASSWORD)
    answers = [
        client.post(
            f"/_util/authenticate_with_password/{restriction.pk}/{(page, other)[n % 2].pk}/",
            {"password": "non", "return_url": page.url},
            REMOTE_ADDR=f"192.0.2.{n}",
        ).status_code
        for n in range(13)
    ]
    assert answers == [200] * 12 + [429]


@pytest.mark.django_db
def test_the_password_of_documents_is_counted_too(client, catalogue):
    restriction = CollectionViewRestriction.objects.create(
        collection=Collection.objects.first(), restriction_type="password", password="sésame"
    )
    answers = [
        client.post(f"/documents/authenticate_with_password/{restriction.pk}/", {"password": "non"}).status_code
        for _ in range(LIMITS["shared-password"].most + 1)
    ]
    assert answers[-1] == 429


@pytest.mark.django_db
def test_filling_baskets_does_not_fill_the_database(catalogue, settings):
    service = factories.make_service("Visio")
    origin = {"Origin": "http://testserver"}
    answers = [
        Client().post("/panier/changement/", {"ajouter": service.pk}, headers=origin).status_code for _ in range(500)
    ]
    assert answers.count(302) == Session.objects.count() == LIMITS["basket"].most
    assert set(answers[LIMITS["basket"].most :]) == {429}


@pytest.mark.django_db
def test_an_emptied_basket_leaves_no_session(client, catalogue):
    service = factories.make_service("Visio")
    origin = {"Origin": "http://testserver"}
    client.post("/panier/changement/", {"retirer": service.pk}, headers=origin)
    client.post("/panier/changement/", {"ajouter": "999999"}, headers=origin)
    assert Session.objects.count() == 0
    client.post("/panier/changement/", {"ajouter": service.pk}, headers=origin)
    assert Session.objects.count() == 1
    client.post("/panier/changement/", {"retirer": service.pk}, headers=origin)
    assert Session.objects.count() == 0


@pytest.mark.django_db
def test_whatever_anybody_sends_is_counted(client, catalogue, monkeypatch):
    at_most(monkeypatch, "any-form", 3)
    assert [client.post("/plan-inconnu/").status_code for _ in range(4)][-1] == 429
    client.force_login(factories.make_person("Amélie Roux"))
    assert client.post("/mon-compte/", {"mandate": "agent"}).status_code == 302, "who has signed in is known"


@pytest.mark.django_db
def test_a_team_does_not_announce_all_day(client, catalogue):
    service = factories.make_service("RDV")
    client.force_login(factories.make_person(maintains=(service,)))
    most = LIMITS["announcement"].most

    def announce(number):
        said = {"kind": "version", "title": f"Version {number}", "text": "Bonjour", "starts": "2026-11-20T08:00"}
        return client.post("/mainteneur/rdv/annonces/", said)

    answers = [announce(number) for number in range(most + 1)]
    assert [answer.status_code for answer in answers] == [302] * most + [429]
    assert "Retry-After" in answers[-1].headers
    assert 'value="Version 10"' in answers[-1].text, "what was typed is kept"
    assert Announcement.objects.count() == most


@pytest.mark.django_db
def test_attachments_are_not_asked_for_all_day(client, catalogue):
    client.force_login(factories.make_person())
    town = factories.make_organisation(territory=factories.make_territory("Roanne"))
    asked = {"named": "Roanne", "organisation": town.pk, "message": "Je suis secrétaire"}
    for _ in range(LIMITS["attachment"].most):
        assert client.post("/mon-compte/rattachement/", asked).status_code == 302
        client.post("/mon-compte/rattachement/retrait/")
    refused = client.post("/mon-compte/rattachement/", asked)
    assert refused.status_code == 429 and "Retry-After" in refused.headers
    assert "Je suis secrétaire" in refused.text
    assert AttachmentRequest.objects.count() == LIMITS["attachment"].most


@pytest.mark.django_db
def test_searches_are_limited_per_caller_without_the_database(client, catalogue, settings, monkeypatch):
    settings.LIMIT_READING = True
    at_most(monkeypatch, "search", 3)
    addresses = ("/services/", "/services/suggestions/?q=a", "/territoires/recherche/?q=a", "/services/?q=visio")
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Beaucoup de recherches" in answers[-1].text
    suggestions = client.get("/services/suggestions/?q=a", headers={"Accept": "application/json"})
    assert (suggestions.status_code, suggestions.json()["items"]) == (429, [])
    assert client.get("/services/", REMOTE_ADDR="198.51.100.7").status_code == 200
    assert Allowance.objects.count() == 0
    assert not re.search(r"127\.0\.0\.1", " ".join(str(path) for path in settings.LIMITS_DIR.rglob("*")))


@pytest.mark.django_db
def test_counts_of_searches_are_forgotten_with_their_window(client, catalogue, settings, time_machine_at):
    settings.LIMIT_READING = True
    client.get("/services/")
    time_machine_at("2030-01-01T10:00Z")
    client.get("/services/")
    assert len(list(settings.LIMITS_DIR.iterdir())) == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_the_limit(catalogue, monkeypatch):
    at_most(monkeypatch, "contact", 10)
    page = factories.make_service("Agenda", contact_email="equipe@agenda.example")
    assert sorted(at_once(lambda n: Client().post(f"{page.url}contact/").status_code)) == [200] * 10 + [429] * 40


@pytest.mark.django_db(transaction=True)
def test_many_searches_at_once_get_no_more_than_the_limit(catalogue, settings, monkeypatch):
    settings.LIMIT_READING = True
    at_most(monkeypatch, "search", 10)
    assert sorted(at_once(lambda n: Client().get("/services/").status_code)) == [200] * 10 + [429] * 40


@pytest.mark.django_db(transaction=True)
def test_a_service_has_ten_tokens_however_many_are_asked_for_at_once(catalogue):
    service = factories.make_service()
    author = factories.make_person(maintains=(service,))

    def issue(number):
        try:
            Token.issue(service, author, f"Outil {number}")
        except ValidationError as refused:
            return refused.messages[0]
        return "issued"

    answers = at_once(issue)
    assert answers.count("issued") == Token.objects.count() == MOST_PER_SERVICE
    assert {one for one in answers if one != "issued"} == {
        "Un service a 10 jetons au plus : révoquez ceux qui ne servent plus."
    }


def at_once(act):
    """By as many threads as there are acts, each with a connection of its own."""

    def in_a_thread(number):
        try:
            return act(number)
        finally:
            close_old_connections()
            connections.close_all()

    assert connection.vendor in ("sqlite", "postgresql")
    with ThreadPoolExecutor(MANY) as threads:
        return list(threads.map(in_a_thread, range(MANY)))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 minute"), (61, "2 minutes"), (3_600, "60 minutes"), (3_601, "2 heures"), (86_400, "24 heures")],
)
def test_how_long_to_wait_is_said_in_words(seconds, words):
    assert in_words(seconds) == words
