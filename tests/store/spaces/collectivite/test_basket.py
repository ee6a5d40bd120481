"""The basket: filled by anybody, without a cookie before the first press."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from catalogue.deployments.models import AdoptionRequest
from catalogue.deployments.requesting import MOST_SERVICES
from tests import factories
from tests.store.spaces.collectivite.filling import HERE, add, send
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


def test_reading_the_catalogue_leaves_no_cookie(client, service):
    for address in ("/", "/services/", "/services/?q=rdv", "/panier/"):
        answered = client.get(address)
        assert answered.status_code == 200
        assert not answered.cookies, address
    assert f'name="ajouter" value="{service.pk}"' in client.get("/services/").content.decode()


def test_a_press_puts_the_service_aside_and_comes_back_to_its_card(client, service):
    answered = add(client, service)
    assert answered.headers["Location"] == f"/services/?tri=nom#panier-{service.pk}"
    for address in ("/services/", "/services/rdv/"):
        page = client.get(address).content.decode()
        assert "Ma demande (1)" in page
        assert f'id="panier-{service.pk}"' in page and 'name="ajouter"' not in page
    assert "RDV Service Public" in text_of(client.get("/panier/"))


def test_it_is_taken_out_again(client, service, visio):
    add(client, service)
    add(client, visio)
    client.post("/panier/changement/", {"retirer": service.pk}, headers=HERE)
    told = text_of(client.get("/panier/"))
    assert "Visio" in told and "RDV Service Public" not in told
    assert "Ma demande (1)" in told


def test_the_chosen_territory_goes_to_the_basket_and_comes_back(client, service, visio):
    key = factories.make_territory("Feurs").key
    chosen = f"?territoire={key}"
    for one in (service, visio):
        add(client, one, f"/services/{chosen}")
    for address in ("/services/", "/services/rdv/"):
        assert f'href="/panier/{chosen}"' in client.get(f"{address}{chosen}").content.decode()
    shown = client.get(f"/panier/{chosen}").content.decode()
    assert shown.count(f'href="/services/{chosen}"') >= 2
    assert f'action="/panier/changement/{chosen}"' in shown
    taken_out = client.post(f"/panier/changement/{chosen}", {"retirer": service.pk}, headers=HERE)
    assert taken_out.headers["Location"] == f"/panier/{chosen}"


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://ailleurs.example"}, {"Origin": "null"}])
def test_a_form_of_another_site_changes_nothing(service, origin):
    client = Client(enforce_csrf_checks=True)
    refused = client.post("/panier/changement/", {"ajouter": service.pk}, headers=origin)
    assert refused.status_code == 403
    assert "sessionid" not in refused.cookies
    assert "Ma demande (" not in text_of(client.get("/services/"))


def test_our_own_pages_need_no_token(service):
    client = Client(enforce_csrf_checks=True)
    assert add(client, service).status_code == 302
    assert "Ma demande (1)" in text_of(client.get("/services/"))


def test_a_get_changes_nothing(client, service):
    assert client.get("/panier/changement/", {"ajouter": service.pk}).status_code == 405


@pytest.mark.parametrize(
    "then", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", "", "\\\\a"]
)
def test_one_only_comes_back_to_pages_of_ours(client, service, then):
    assert add(client, service, then).headers["Location"] == f"/panier/#panier-{service.pk}"


@pytest.mark.parametrize("number", ["", "0", "abc", "-1", "9" * 30, "1e3", "\x00"])
def test_what_is_no_service_is_refused(client, service, number):
    for verb in ("ajouter", "retirer"):
        answered = client.post("/panier/changement/", {verb: number}, headers=HERE)
        assert answered.status_code in (302, 404)
    assert "Elle est vide" in text_of(client.get("/panier/"))


def test_a_hidden_service_cannot_be_put_in_and_leaves_when_it_hides(client, service, visio):
    add(client, visio)
    factories.restrict(service, "groups")
    factories.restrict(visio, "groups")
    assert add(client, service).status_code == 404
    assert "Visio" not in text_of(client.get("/panier/"))


def test_a_full_basket_says_so(client, catalogue):
    services = [factories.make_service() for _ in range(MOST_SERVICES + 1)]
    for one in services:
        answered = add(client, one)
    assert answered.headers["Location"] == "/panier/"
    assert f"{MOST_SERVICES} services au plus" in text_of(client.get("/panier/"))


def test_signing_in_keeps_the_basket_and_comes_back_to_it(client, service, town):
    factories.make_person(username="amelie", password="une phrase longue", organisation=town)
    add(client, service)
    page = client.get("/panier/").content.decode()
    assert 'href="/connexion/?next=/panier/"' in page
    signed = client.post(
        "/connexion/", {"username": "amelie", "password": "une phrase longue", "next": "/panier/"}, follow=True
    )
    assert signed.request["PATH_INFO"] == "/panier/"
    assert "Envoyer ma demande" in text_of(signed) and "RDV Service Public" in text_of(signed)


def test_whoever_is_attached_to_nobody_reads_how_to_be(client, service):
    add(client, service)
    client.force_login(factories.make_person())
    page = client.get("/panier/")
    assert "/mon-compte/rattachement/" in page.content.decode()
    assert send(client).status_code == 200
    assert not AdoptionRequest.objects.exists()


def test_who_has_not_signed_in_says_who_they_are_before_anything_is_sent(client, service):
    add(client, service)
    assert "Donnez votre nom" in text_of(send(client))
    assert not AdoptionRequest.objects.exists()


def test_the_basket_says_what_stands_in_the_way_of_a_service(us, places):
    reserved = factories.make_service("Réservé", allowed_kinds=["departement"])
    add(us, reserved)
    assert "Pas utilisable en l'état par votre collectivité : réservé aux départements" in text_of(us.get("/panier/"))


def test_what_is_no_longer_proposed_is_not_asked_for(client, catalogue):
    stopped = factories.make_service("Ancien outil", phase="arrete")
    add(client, stopped)
    told = text_of(client.get("/panier/"))
    assert "« Ancien outil » n'est plus proposé : il ne se demande plus." in told
    assert "Ma demande (" not in told


@pytest.mark.parametrize(("made_up", "label"), [(True, " (donnée de démonstration)"), (False, "")])
def test_what_we_use_already_is_said_and_labelled_when_it_was_made_up(us, service, town, made_up, label):
    factories.make_deployment(service, town, is_demo=made_up)
    add(us, service)
    assert f"Votre collectivité utilise déjà ce service{label}." in text_of(us.get("/panier/"))


def test_what_was_added_is_said_once_beside_its_button_with_the_count(client, service, visio):
    for one, said in ((service, "votre demande contient 1 service."), (visio, "votre demande contient 2 services.")):
        back = client.get(add(client, one, "/services/")["Location"])
        card = BeautifulSoup(back.content, "html.parser").find(id=f"panier-{one.pk}").parent
        assert said in card.find(attrs={"role": "status"}).get_text()
        assert "votre demande contient" not in text_of(client.get("/services/"))


def test_the_script_of_the_button_is_told_the_count_and_the_page_says_nothing_twice(client, service):
    said = client.post("/panier/changement/", {"ajouter": service.pk}, headers={**HERE, "Accept": "application/json"})
    assert said.json() == {"count": 1}
    assert "votre demande contient" not in text_of(client.get("/services/"))
