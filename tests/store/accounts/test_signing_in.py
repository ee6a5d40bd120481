"""The one way in and out: /connexion/ and /deconnexion/."""

from datetime import datetime

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from store.accounts.rights import EDITORS
from store.limits import LIMITS
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "une phrase que personne ne devine"


@pytest.fixture
def editor(catalogue):
    return factories.make_person("Gilles Robin", groups=(EDITORS,), username="gilles", password=PASSWORD)


def sign_in(client, username="gilles", password=PASSWORD, **more):
    return client.post("/connexion/", {"username": username, "password": password, **more})


def test_an_administrator_signs_in_with_a_password_and_out_again(client, editor):
    response = sign_in(client, next="/admin/")
    assert (response.status_code, response.url) == (302, "/admin/")
    assert get_user(client) == editor
    assert client.get("/deconnexion/").status_code == 405
    assert get_user(client) == editor
    assert client.post("/deconnexion/").url == "/"
    assert get_user(client).is_anonymous


def test_a_wrong_password_says_so_and_ties_the_error_to_the_form(client, editor):
    response = sign_in(client, password="autre chose")
    page = response.content.decode()
    assert response.status_code == 200
    assert "<title>Erreur : Se connecter" in page
    assert 'role="alert"' in page
    assert get_user(client).is_anonymous


@pytest.mark.parametrize(
    "elsewhere",
    ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)", "/\\ailleurs.example", "http:///a.b"],
)
def test_next_only_goes_home(client, editor, elsewhere):
    page = client.get("/connexion/", {"next": elsewhere}).content.decode()
    assert "ailleurs.example" not in page
    assert "javascript" not in page.replace("text/javascript", "")
    assert sign_in(client, next=elsewhere).url == "/mon-compte/"


@pytest.mark.parametrize("way_in", ["/admin/login/", "/_util/login/"])
def test_the_ways_in_of_wagtail_lead_to_ours(client, editor, way_in):
    response = client.get(way_in, {"next": "/admin/pages/"})
    assert response.url == "/connexion/?next=%2Fadmin%2Fpages%2F"
    client.post(way_in, {"username": "gilles", "password": PASSWORD})
    assert get_user(client).is_anonymous
    assert client.get("/admin/pages/").url == "/connexion/?next=/admin/pages/"
    assert client.get("/admin/password_reset/").status_code == 404


def test_signing_out_of_the_admin_signs_out_everywhere(client, editor):
    client.force_login(editor)
    client.post(reverse("wagtailadmin_logout"))
    assert get_user(client).is_anonymous


def test_passwords_are_not_tried_for_ever_on_one_account(client, editor, time_machine_at):
    time_machine_at(datetime(2026, 11, 24, 10, 1))
    for caller in range(LIMITS["password"].most):
        assert sign_in(client, "Gilles", "non", REMOTE_ADDR=f"192.0.2.{caller}").status_code == 200
    refused = sign_in(client)
    assert refused.status_code == 429
    assert 13 * 60 < int(refused["Retry-After"]) <= 14 * 60
    assert "Réessayez dans 14 minutes" in refused.content.decode()
    assert get_user(client).is_anonymous
    time_machine_at(datetime(2026, 11, 24, 10, 16))
    assert sign_in(client).status_code == 302


def test_nor_on_many_accounts_from_one_place(client, catalogue):
    for number in range(LIMITS["sign-in"].most):
        assert sign_in(client, f"personne-{number}", "non").status_code == 200
    assert sign_in(client, "personne-999", "non").status_code == 429


def test_a_form_sent_from_another_site_signs_nobody_in(editor):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    assert get_user(client).is_anonymous


def test_who_has_no_place_in_the_admin_is_told_so_without_going_round(client, catalogue):
    client.force_login(factories.make_person("Amélie Roux"))
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain == [("/connexion/?next=/admin/", 302)]
    assert "Amélie Roux" in page.content.decode()
    assert (
        "n&#x27;ouvre pas la page demandée" in page.content.decode() or "n'ouvre pas la page" in page.content.decode()
    )


def test_a_closed_account_is_out_at_its_next_request(client, editor):
    client.force_login(editor)
    assert client.get("/mon-compte/").status_code == 200
    editor.is_active = False
    editor.save()
    assert client.get("/mon-compte/").url == "/connexion/?next=/mon-compte/"


def test_names_that_no_database_takes_sign_nobody_in(client, editor, settings):
    settings.DEMO_ACCOUNTS = True
    assert sign_in(client, "gil\x00les", "non").status_code == 200
    assert client.post("/connexion/demonstration/", {"compte": "a\x00b"}).status_code == 404


def test_public_pages_set_no_cookie_for_who_does_nothing(client, catalogue):
    sheet = factories.make_service("Tchap", contact_email="equipe@exemple.fr")
    for address in ("/", "/services/", sheet.url, f"{sheet.url}collectivites/", "/plan-du-site/"):
        response = client.get(address)
        assert not response.cookies, address
        assert 'href="/connexion/' in response.content.decode()
