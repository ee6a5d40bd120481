"""One basket, one request, without an account: nothing leaves before the address is confirmed."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from catalogue.deployments.models import AdoptionRequest
from store.mail.models import Message
from store.spaces.models import PendingRequest
from tests import factories
from tests.limiting import at_most
from tests.store.spaces.collectivite.filling import add
from tests.store.spaces.maintainer.pages import text_of
from tests.store.spaces.without_account.asking import ADDRESS, SAID, ask, confirm, link_to_confirm

pytestmark = pytest.mark.django_db


def test_nothing_leaves_before_the_address_is_confirmed(client, service, visio, village):
    told = client.get(ask(client, service, visio)["Location"])
    assert ADDRESS in text_of(told) and "Rien n'est encore envoyé aux équipes" in text_of(told)
    assert [message.to for message in Message.objects.all()] == [ADDRESS]
    assert not AdoptionRequest.objects.exists()

    shown = client.get(link_to_confirm())
    for said in ("Saint-Dézéry", "Odile Barre", "04 66 00 00 00", SAID["need"], SAID["text"], "Visio"):
        assert said in text_of(shown)
    assert not AdoptionRequest.objects.exists()  # mail programs open links by themselves

    confirm(client)
    request = AdoptionRequest.objects.get()
    assert (request.organisation, request.author, request.email) == (village, None, ADDRESS)
    assert {one.service for one in request.services.all()} == {service, visio}
    written = {(message.to, message.reply_to) for message in Message.objects.exclude(subject__startswith="Confirmez")}
    assert written == {("equipe@rdv.example", ADDRESS), ("equipe@visio.example", ADDRESS), (ADDRESS, "")}
    to_team = Message.objects.get(to="equipe@rdv.example").text
    for said in ("sans compte, adresse confirmée le", "04 66 00 00 00", ADDRESS, SAID["need"]):
        assert said in to_team
    assert not PendingRequest.objects.exists()


def test_the_mail_to_confirm_carries_nothing_that_a_stranger_typed(client, service, village):
    ask(client, service, name="Achetez", need="Des pilules sur pilules.example", text="http://pilules.example")
    [message] = Message.objects.all()
    assert "RDV Service Public" in message.text and "Saint-Dézéry" in message.text
    assert "pilules" not in message.text + message.html + message.subject and "Achetez" not in message.text


def test_the_link_is_in_the_mail_and_nowhere_else(client, service, village):
    ask(client, service)
    secret = link_to_confirm().split("/")[-2]
    assert len(secret) >= 43
    assert secret not in str(list(PendingRequest.objects.values()))


def test_the_link_serves_once(client, service, village):
    ask(client, service)
    link = link_to_confirm()
    assert client.post(link).status_code == 302
    for again in (client.get(link), client.post(link)):
        assert again.status_code == 410 and "votre demande est déjà envoyée" in text_of(again)
    assert AdoptionRequest.objects.count() == 1


def test_the_link_serves_seven_days(client, service, village):
    ask(client, service)
    link = link_to_confirm()
    PendingRequest.objects.update(created=timezone.now() - timedelta(days=7))
    assert client.get(link).status_code == client.post(link).status_code == 410
    assert not AdoptionRequest.objects.exists()


def test_the_page_of_a_link_is_told_to_nobody(client, service, village):
    ask(client, service)
    shown = client.get(link_to_confirm())
    assert shown["Referrer-Policy"] == "same-origin"
    assert "no-store" in shown["Cache-Control"]
    assert 'name="robots" content="noindex"' in shown.content.decode()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Donnez votre nom"),
        ({"function": ""}, "Choisissez votre fonction"),
        ({"email": "mairie"}, "Cette adresse n'est pas complète"),
        ({"phone": "appelez-moi"}, "numéro de téléphone complet"),
        ({"phone": "12"}, "numéro de téléphone complet"),
        ({"phone": "٠٤٦٦٠٠٠٠٠٠"}, "numéro de téléphone complet"),
        ({"collectivite": ""}, "Dites pour quelle collectivité"),
        ({"collectivite": "Xyzzy"}, "Aucune collectivité de ce nom"),
        ({"need": ""}, "Dites en une phrase"),
    ],
)
def test_an_error_is_said_at_its_field_and_loses_nothing_that_was_typed(client, service, village, wrong, message):
    page = ask(client, service, **wrong)
    html = page.content.decode()
    assert "<title>Erreur : Ma demande" in html
    assert f'id="id_{next(iter(wrong))}_error"' in html and message in text_of(page)
    for field, value in {**SAID, **{name: wrong[name] for name in wrong if name in SAID}}.items():
        assert value.replace("'", "&#x27;") in html, field
    assert not PendingRequest.objects.exists() and not Message.objects.exists()


def test_a_name_that_several_bear_is_asked_again_with_what_tells_them_apart(client, service, village):
    loire = factories.make_territory("Loire", kind="departement", code="42")
    other = factories.make_territory("Saint-Dézéry", code="42999", inside=(loire,))
    factories.make_organisation(territory=other)
    page = ask(client, service)
    assert "Plusieurs collectivités répondent à ce nom" in text_of(page)
    assert "Gard (30)" in text_of(page) and "Loire (42)" in text_of(page)
    ask(client, service, organisation=other.organisations.get().pk)
    assert PendingRequest.objects.get().organisation == other.organisations.get()


def test_the_suggestion_that_was_chosen_tells_namesakes_apart(client, service, village):
    factories.make_organisation(territory=factories.make_territory("Saint-Dézéry", code="42999"))
    ask(client, service, territoire=village.territory.key)
    assert PendingRequest.objects.get().organisation == village


@pytest.mark.parametrize("typed", ["30240", "30190", "saint dezery", "SAINT-DEZERY"])
def test_a_collectivite_is_found_as_people_write_it(client, service, village, typed):
    ask(client, service, collectivite=typed)
    assert PendingRequest.objects.get().organisation == village


def test_the_chosen_territory_is_already_filled_in(client, service, village):
    add(client, service)
    form = client.get(f"/panier/?territoire={village.territory.key}").context["visitor"]
    assert (form["collectivite"].value(), form["territoire"].value()) == ("Saint-Dézéry", village.territory.key)


def test_a_wrong_address_is_corrected_without_typing_anything_again(client, service, village):
    ask(client, service, email="marie@saint-dezery.example")
    first = link_to_confirm("marie@saint-dezery.example")
    form = client.get("/panier/").context["visitor"]
    assert (form["need"].value(), form["phone"].value()) == (SAID["need"], SAID["phone"])
    ask(client, service)
    assert PendingRequest.objects.get().email == ADDRESS
    assert client.get(first).status_code == 410
    assert client.get(link_to_confirm()).status_code == 200


def test_pressing_twice_writes_one_mail(client, service, village):
    add(client, service)
    said = {**SAID, "token": client.get("/panier/").context["visitor"]["token"].value()}
    assert {client.post("/panier/", said)["Location"] for _ in range(3)} == {"/panier/envoye/"}
    assert PendingRequest.objects.count() == Message.objects.count() == 1


def test_the_basket_is_emptied_by_the_confirmation_even_on_another_machine(client, service, village):
    ask(client, service)
    assert "RDV Service Public" in text_of(client.get("/panier/"))
    confirm(Client())
    assert "Elle est vide" in text_of(client.get("/panier/"))


def test_a_service_hidden_meanwhile_is_not_asked_for(client, service, visio, village):
    ask(client, service, visio)
    factories.restrict(visio, "groups")
    shown = text_of(client.get(link_to_confirm()))
    assert "Visio" not in shown and "1 autre service de votre demande n'est plus proposé" in shown
    confirm(client)
    assert [one.service for one in AdoptionRequest.objects.get().services.all()] == [service]


def test_nothing_is_sent_when_every_service_is_gone(client, service, village):
    ask(client, service)
    factories.restrict(service, "groups")
    page = client.post(link_to_confirm())
    assert "ne sont plus proposés" in text_of(page)
    assert not AdoptionRequest.objects.exists() and PendingRequest.objects.exists()


def test_an_empty_basket_sends_nothing(client, village):
    page = client.post("/panier/", SAID)
    assert page.status_code == 200 and not PendingRequest.objects.exists()


def test_naming_a_collectivite_does_not_keep_its_people_from_asking(client, service, village):
    ask(client, service)
    confirm(client)
    us = Client()
    us.force_login(factories.make_person(organisation=village, email="maire@saint-dezery.example"))
    add(us, service)
    assert "déjà demandé" not in text_of(us.get("/panier/"))
    token = us.get("/panier/").context["form"]["token"].value()
    us.post("/panier/", {"function": "elu", "need": "Des rendez-vous", "token": token})
    assert AdoptionRequest.objects.count() == 2


def test_the_same_person_does_not_ask_twice_for_the_same(client, service, village):
    for browser in (client, Client()):
        ask(browser, service)
        answered = confirm(browser)
    assert "Vous avez déjà une demande en cours pour : RDV Service Public" in text_of(answered)
    assert AdoptionRequest.objects.count() == 1


def test_what_is_reserved_for_others_is_said_before_anything_is_sent(client, village):
    reserved = factories.make_service("Aide sociale", allowed_kinds=["departement"], contact_email="e@as.example")
    add(client, reserved)
    assert "Qui peut l'utiliser : Départements" in text_of(client.get("/panier/"))
    seen_from = text_of(client.get(f"/panier/?territoire={village.territory.key}"))
    assert "Pas utilisable en l'état par votre collectivité : réservé aux départements" in seen_from
    warned = ask(client, reserved)
    assert "Pas utilisable en l'état par Saint-Dézéry : réservé aux départements" in text_of(warned)
    assert not PendingRequest.objects.exists() and not Message.objects.exists()
    token = warned.context["visitor"]["token"].value()
    assert client.post("/panier/", {**SAID, "token": token, "warned": village.pk})["Location"] == "/panier/envoye/"
    assert "réservé aux départements" in text_of(client.get(link_to_confirm()))


def test_a_robot_that_fills_everything_is_stopped_without_a_captcha(client, service, village):
    page = ask(client, service, trap="https://pilules.example")
    assert "Videz ce champ" in text_of(page)
    assert not PendingRequest.objects.exists() and not Message.objects.exists()


def test_one_caller_writes_few_mails_and_keeps_what_was_typed(client, service, village):
    for number in range(10):
        assert ask(client, service, email=f"agent{number}@saint-dezery.example").status_code == 302
    stopped = ask(client, service)
    assert stopped.status_code == 429 and int(stopped["Retry-After"]) > 0
    assert "rien n'est parti" in text_of(stopped)
    assert stopped.context["visitor"]["need"].value() == SAID["need"]
    assert not Message.objects.filter(to=ADDRESS).exists()


def test_an_address_receives_few_mails_from_however_many_callers(service, village):
    answers = [
        ask(Client(REMOTE_ADDR=f"192.0.2.{number}"), service, email=ADDRESS.upper() if number % 2 else ADDRESS)
        for number in range(6)
    ]
    assert [answer.status_code for answer in answers] == [302] * 4 + [429] * 2
    assert Message.objects.count() == 4


def test_many_callers_do_not_make_the_store_write_to_thousands_of_strangers(service, village, monkeypatch):
    at_most(monkeypatch, "mail-to-confirm-in-all", 3)
    answers = [
        ask(Client(REMOTE_ADDR=f"192.0.{number}.1"), service, email=f"mairie@commune{number}.example")
        for number in range(5)
    ]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429] * 2
    assert "Beaucoup de demandes arrivent" in text_of(answers[-1])
    assert answers[-1].context["visitor"]["need"].value() == SAID["need"]
    assert Message.objects.count() == 3


def test_whoever_has_an_account_without_an_organisation_asks_the_same_way(client, service, village):
    client.force_login(factories.make_person("Jean Petit", email="jean@saint-dezery.example", mandate="elu"))
    add(client, service)
    form = client.get("/panier/").context["visitor"]
    assert (form["name"].value(), form["email"].value()) == ("Jean Petit", "jean@saint-dezery.example")
    ask(client, service)
    confirm(client)
    assert AdoptionRequest.objects.get().without_account


def test_what_is_to_correct_is_listed_above_with_the_way_to_each_field(client, service, village):
    html = ask(client, service, function="", phone="12").content.decode()
    alert = BeautifulSoup(html, "html.parser").find(attrs={"role": "alert"})
    assert [(link["href"], link.get_text(strip=True)) for link in alert.find_all("a")] == [
        ("#id_function_0", "Votre fonction"),
        ("#id_phone", "Téléphone, si vous voulez être rappelé (facultatif)"),
    ]
    assert all(f'id="{link["href"][1:]}"' in html for link in alert.find_all("a"))


def test_what_is_for_everybody_is_said_reserved_to_nobody(client, service):
    add(client, service)
    assert "Qui peut l'utiliser" not in text_of(client.get("/panier/"))
