"""ProConnect's answers when somebody tampers with them: nobody is signed in, no account is made, a page says so."""

import time

import pytest
import requests
from django.contrib.auth import get_user
from django.test import Client

from store.accounts.models import User
from tests import factories
from tests.store.accounts.conftest import go, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pages(catalogue, proconnect):
    proconnect.knows("abc")


def is_refused(client: Client, response) -> bool:
    said = response.content.decode()
    return response.status_code == 403 and "n'a pas abouti" in said and get_user(client).is_anonymous


@pytest.mark.parametrize(
    "fault",
    [
        {"id_token": {"nonce": "celui d'une autre connexion"}},
        {"id_token": {"nonce": None}},
        {"id_token": {"aud": "un-autre-site"}},
        {"id_token": {"aud": ["un-autre-site", "encore-un-autre"]}},
        {"id_token": {"aud": None}},
        {"id_token": {"azp": "un-autre-site"}},
        {"id_token": {"iss": "https://ailleurs.example"}},
        {"id_token": {"exp": 1_700_000_000}},
        {"id_token": {"nbf": 4_000_000_000}},
        {"userinfo": {"aud": "un-autre-site"}},
        {"userinfo": {"iss": "https://ailleurs.example"}},
        {"userinfo": {"sub": "def"}},
        {"userinfo": {"exp": 1_700_000_000}},
        {"unsigned": True},
        {"other_key": True},
    ],
    ids=str,
)
def test_an_answer_that_is_not_ours_signs_nobody_in(client, proconnect, fault):
    proconnect.lies(**fault)
    assert is_refused(client, sign_in(client, proconnect, "abc"))
    assert not User.objects.exists()


def test_an_audience_of_several_that_holds_us_is_ours(client, proconnect):
    proconnect.lies(id_token={"aud": ["territoires-store", "un-autre-site"], "azp": "territoires-store"})
    sign_in(client, proconnect, "abc")
    assert get_user(client).sub == "abc"


def test_a_callback_replayed_signs_nobody_else_in(client, proconnect):
    back = proconnect.identify(go(client), "abc")
    client.get(back)
    assert get_user(client).sub == "abc"
    replayed = client.get(back)
    assert (replayed.status_code, replayed.url) == (302, "/mon-compte/")
    assert User.objects.count() == 1
    thief = Client()
    assert is_refused(thief, thief.get(back))
    client.post("/deconnexion/")
    assert is_refused(client, client.get(back))


def test_a_state_of_ones_own_does_not_open_the_code_of_another(client, proconnect):
    """The code is stolen, the state is the thief's: PKCE binds the code to the browser that asked for it."""
    code = proconnect.identify(go(client), "abc").split("code=")[1].split("&")[0]
    thief = Client()
    state = go(thief).split("state=")[1].split("&")[0]
    assert is_refused(thief, thief.get("/connexion/proconnect/retour/", {"code": code, "state": state}))


def test_a_callback_that_nobody_asked_for_is_refused(client):
    assert is_refused(client, client.get("/connexion/proconnect/retour/", {"code": "x", "state": "y"}))
    assert is_refused(client, client.get("/connexion/proconnect/retour/"))


def test_who_declines_at_proconnect_is_not_signed_in(client, proconnect):
    state = go(client).split("state=")[1].split("&")[0]
    answer = {"error": "access_denied", "state": state}
    assert is_refused(client, client.get("/connexion/proconnect/retour/", answer))


def test_the_password_form_does_not_reach_proconnect(client, proconnect):
    """A backend of OpenID reads `code` and `state` from whatever request it is given."""
    back = proconnect.identify(go(client), "abc")
    client.post("/connexion/?" + back.split("?")[1], {"username": "abc", "password": "abc"})
    assert get_user(client).is_anonymous
    assert not User.objects.exists()


def test_a_closed_account_stays_closed(client, proconnect):
    factories.make_person(issuer=proconnect.address, sub="abc", is_active=False)
    assert is_refused(client, sign_in(client, proconnect, "abc"))


def test_an_account_closed_while_signed_in_is_out_at_the_next_request(client, proconnect):
    sign_in(client, proconnect, "abc")
    User.objects.update(is_active=False)
    assert client.get("/mon-compte/").url == "/connexion/?next=/mon-compte/"


def test_proconnect_out_of_reach_is_said_in_french_and_quickly(client, proconnect, settings):
    back = proconnect.identify(go(client), "abc")
    settings.OIDC_OP_TOKEN_ENDPOINT = "http://localhost:9/token"
    began = time.monotonic()
    assert is_refused(client, client.get(back))
    assert time.monotonic() - began < settings.OIDC_TIMEOUT + 1


def test_a_wrong_secret_is_met_as_any_refusal(client, proconnect, settings):
    settings.OIDC_OP_USER_ENDPOINT = f"{proconnect.address}/nulle-part"
    assert requests.get(settings.OIDC_OP_USER_ENDPOINT, timeout=5).status_code == 404
    assert is_refused(client, sign_in(client, proconnect, "abc"))
