"""Signing in with ProConnect, against a real provider in its own process."""

from datetime import timedelta
from importlib import import_module
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps
from django.contrib.auth import get_user
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from store.accounts.models import User
from store.accounts.proconnect import ProConnectBackend
from store.accounts.rights import ADMINISTRATORS
from store.mail.models import Message
from tests import factories
from tests.store.accounts.conftest import EMPLOYEE, go, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pages(catalogue):
    """Somewhere to come from and to go to."""


@pytest.fixture
def town():
    return factories.make_organisation(territory=factories.make_territory(), siren="214202184")


def test_an_agent_signs_in_and_acts_for_the_town_that_employs_them(client, proconnect, town):
    proconnect.knows("abc")
    response = sign_in(client, proconnect, "abc", "/services/")
    assert (response.status_code, response.url) == (302, "/services/")
    user = get_user(client)
    assert (user.issuer, user.sub) == (proconnect.address, "abc")
    assert (user.name, user.email, user.siret) == ("Amélie Roux", EMPLOYEE["email"], EMPLOYEE["siret"])
    assert user.organisation == town
    assert not user.has_usable_password()


def test_what_is_asked_of_proconnect(client, proconnect):
    asked = {name: values[0] for name, values in parse_qs(urlsplit(go(client)).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert {"nonce", "state", "code_challenge"} <= set(asked)
    assert asked["acr_values"] == "eidas1"
    assert asked["redirect_uri"] == "http://testserver/connexion/proconnect/retour/"
    assert {"openid", "siret", "email"} <= set(asked["scope"].split())


def test_the_same_identity_is_the_same_person_whatever_its_address_becomes(client, proconnect, town):
    proconnect.knows("abc")
    sign_in(client, proconnect, "abc")
    proconnect.knows("abc", email="amelie.faure@exemple.fr", usual_name="Faure")
    sign_in(client, proconnect, "abc")
    assert [(user.name, user.email) for user in User.objects.all()] == [("Amélie Faure", "amelie.faure@exemple.fr")]


def test_what_proconnect_says_is_kept_as_it_was_said_and_the_former_address_is_told(client, proconnect, town):
    proconnect.knows("abc")
    sign_in(client, proconnect, "abc")
    assert not Message.objects.exists()
    proconnect.knows("abc", email="amelie.faure@exemple.fr", usual_name="Faure")
    sign_in(client, proconnect, "abc")
    assert [one.to for one in Message.objects.all()] == [EMPLOYEE["email"]]
    assert "amelie.faure@exemple.fr" not in Message.objects.get().text
    user = get_user(client)
    assert (user.email_standing, user.name_standing) == ("donnée par ProConnect", "donné par ProConnect")
    assert user.mailboxes() == {EMPLOYEE["email"], "amelie.faure@exemple.fr"}
    User.objects.update(name="Quelqu'un", email="victime@mairie.example")
    user = get_user(client)
    assert (user.email_standing, user.name_standing) == ("non vérifiée", "saisi dans le Store")
    sign_in(client, proconnect, "abc")
    assert (get_user(client).name, get_user(client).email) == ("Amélie Faure", "amelie.faure@exemple.fr")


def test_an_address_in_doubt_is_proven_by_the_next_sign_in(client, proconnect, town):
    proconnect.knows("abc")
    sign_in(client, proconnect, "abc")
    User.objects.update(email_proof="", proven_email="", mailbox="")
    import_module("store.accounts.migrations.0004_addresses_of_before_are_in_doubt").doubt(apps, None)
    assert (User.objects.get().own_address, User.objects.get().mailbox) == ("", EMPLOYEE["email"])
    sign_in(client, proconnect, "abc")
    assert User.objects.get().own_address == EMPLOYEE["email"]
    assert not Message.objects.exists(), "nothing has changed"


def test_whoever_types_the_siren_of_their_employer_for_a_town_does_not_act_for_it(client, proconnect):
    town = factories.make_organisation(territory=factories.make_territory(), siren=None)
    proconnect.knows("abc")
    sign_in(client, proconnect, "abc")
    editor = get_user(client)
    editor.groups.set(Group.objects.filter(name=ADMINISTRATORS))
    sent = {"name": town.name, "kind": town.kind, "siren": EMPLOYEE["siret"][:9], "territory": town.territory_id}
    page = f"/admin/territories/organisation/edit/{town.pk}/"
    assert client.post(page, {**sent, "acronym": "", "url": "", "public_email": ""}).status_code == 302
    sign_in(client, proconnect, "abc")
    assert get_user(client).organisation is None
    other = Client()
    proconnect.knows("def", email="second@exemple.fr")
    sign_in(other, proconnect, "def")
    colleague = get_user(other)
    assert colleague.organisation == town
    assert colleague.was_let_in_by(editor, timezone.now() - timedelta(days=30))


def test_two_tabs_that_come_back_at_once_make_one_person(proconnect, town):
    """Both have looked for the person before either made one."""
    claims = {"sub": "abc", "issuer": proconnect.address, "email": "", "name": "", "siret": EMPLOYEE["siret"]}
    first, second = (ProConnectBackend().create_user(claims) for _ in range(2))
    assert first == second
    assert User.objects.get().organisation == town


def test_the_same_address_with_another_identity_is_somebody_else(client, proconnect):
    first = factories.make_person(
        groups=(ADMINISTRATORS,), email=EMPLOYEE["email"], issuer=proconnect.address, sub="abc", password="secret"
    )
    proconnect.knows("def")
    sign_in(client, proconnect, "def")
    assert get_user(client) != first
    assert get_user(client).sub == "def"
    assert not get_user(client).groups.exists()


def test_the_same_number_at_another_provider_is_somebody_else(client, proconnect):
    stranger = factories.make_person(issuer="https://ailleurs.example", sub="abc")
    proconnect.knows("abc")
    sign_in(client, proconnect, "abc")
    assert get_user(client) != stranger


def test_an_unknown_employer_gives_an_account_that_browses_and_asks(client, proconnect, town):
    proconnect.knows("abc", siret="19999999900011")
    assert sign_in(client, proconnect, "abc").url == "/mon-compte/"
    assert get_user(client).organisation is None
    assert "Demander à être rattaché" in client.get("/mon-compte/").content.decode()
    assert client.get("/services/").status_code == 200


@pytest.mark.parametrize("siret", ["", "214202184", "21420218A00017", "²1420218400017", None, 5])
def test_what_is_no_siret_names_no_employer(client, proconnect, town, siret):
    proconnect.knows("abc", siret=siret)
    sign_in(client, proconnect, "abc")
    assert (get_user(client).siret, get_user(client).organisation) == ("", None)


def test_a_name_too_long_for_us_is_cut_and_one_still_signs_in(client, proconnect):
    proconnect.knows("abc", given_name="A" * 300, usual_name="B" * 300, email=f"{'a' * 300}@exemple.fr")
    sign_in(client, proconnect, "abc")
    user = get_user(client)
    assert (len(user.name), len(user.first_name), user.email) == (200, 150, "")


def test_who_changes_employer_no_longer_acts_for_the_last(client, proconnect, town):
    other = factories.make_organisation(territory=factories.make_territory("Roanne"), siren="214201871")
    proconnect.knows("abc")
    sign_in(client, proconnect, "abc")
    proconnect.knows("abc", siret="21420187100015")
    sign_in(client, proconnect, "abc")
    assert get_user(client).organisation == other
    proconnect.knows("abc", siret="19999999900011")
    sign_in(client, proconnect, "abc")
    assert get_user(client).organisation is None


def test_an_attachment_given_by_hand_outlives_the_next_sign_in(client, proconnect, town):
    intercommunalite = factories.make_organisation(territory=factories.make_territory("Métropole", kind="epci"))
    proconnect.knows("abc")
    sign_in(client, proconnect, "abc")
    User.objects.update(organisation=intercommunalite)
    sign_in(client, proconnect, "abc")
    assert get_user(client).organisation == intercommunalite


def test_one_comes_back_to_our_own_pages_only(client, proconnect):
    proconnect.knows("abc")
    assert sign_in(client, proconnect, "abc", "https://ailleurs.example/").url == "/mon-compte/"


def test_signing_out_ends_the_session_here_then_at_proconnect(client, proconnect):
    proconnect.knows("abc")
    sign_in(client, proconnect, "abc")
    response = client.post("/deconnexion/")
    assert get_user(client).is_anonymous
    assert response.url.startswith(f"{proconnect.address}/session/end?")
    said = {name: values[0] for name, values in parse_qs(urlsplit(response.url).query).items()}
    assert said["post_logout_redirect_uri"] == "http://testserver/"
    assert said["id_token_hint"].count(".") == 2
    assert said["state"]


def test_a_link_from_elsewhere_starts_nothing(client, proconnect):
    assert client.get("/connexion/proconnect/").status_code == 405


def test_without_its_settings_proconnect_is_simply_absent(client):
    assert "ProConnect" not in client.get("/connexion/").content.decode()
    assert client.post("/connexion/proconnect/").status_code == 404
    assert client.get("/connexion/proconnect/retour/?code=a&state=b").status_code == 404


def test_with_them_the_sign_in_page_offers_it(client, proconnect):
    page = client.get("/connexion/", {"next": "/services/?q=a&b=c"}).content.decode()
    assert "S'identifier avec ProConnect" in page
    assert 'action="/connexion/proconnect/?next=%2Fservices%2F%3Fq%3Da%26b%3Dc"' in page
