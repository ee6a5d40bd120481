"""The life of a request: followed by both sides, unknown to everybody else."""

import pytest
from django.test import Client

from catalogue.deployments.models import AdoptionRequest
from catalogue.deployments.requesting import answer
from store.mail.models import Message
from tests import factories
from tests.store.spaces.collectivite.conftest import TEAM
from tests.store.spaces.collectivite.filling import add, send
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


def test_both_sides_follow_the_life_of_a_request(us, service, visio):
    add(us, service)
    add(us, visio)
    send(us)
    request = AdoptionRequest.objects.get()
    answer(request.services.get(service=visio), "refusee", TEAM, "Réservé aux départements.")
    answer(request.services.get(service=service), "prise-en-charge", TEAM)
    answer(request.services.get(service=service), "en-deploiement", TEAM)
    told = text_of(us.get(f"/demandes/{request.pk}/"))
    assert "Motif du refus : Réservé aux départements." in told
    assert "En déploiement, par Équipe de RDV Service Public" in told
    assert "Voir et confirmer ce déploiement" in told
    assert "À vous de répondre" in text_of(us.get("/mon-espace/"))
    assert Message.objects.filter(key__contains=":reponse:").count() == 3
    team = Client()
    team.force_login(factories.make_person(maintains=(visio,)))
    seen = text_of(team.get(f"/demandes/{request.pk}/"))
    assert "Visio" in seen and "RDV Service Public" not in seen
    assert "Répondre à cette demande" in seen


def test_what_a_team_writes_with_each_step_is_read_on_both_sides(us, agent, service):
    add(us, service)
    send(us)
    request = AdoptionRequest.objects.get()
    answer(request.services.get(), "prise-en-charge", TEAM, "Nous vous appelons lundi.")
    answer(request.services.get(), "refusee", TEAM, "Réservé aux départements.")
    team = Client()
    team.force_login(factories.make_person(maintains=(service,)))
    for reader in (us, team):
        told = text_of(reader.get(f"/demandes/{request.pk}/"))
        assert "Message de l'équipe : Nous vous appelons lundi." in told
        assert "Motif du refus : Réservé aux départements." in told
    first, second = Message.objects.filter(to=agent.email, key__contains=":reponse:").order_by("pk")
    assert "Message de l'équipe : Nous vous appelons lundi." in first.text and "Motif" not in first.text
    assert "Motif : Réservé aux départements." in second.text


def test_an_answer_does_not_follow_who_left_the_collectivite(us, agent, service, neighbour):
    add(us, service)
    send(us)
    agent.organisation = neighbour
    agent.save()
    answer(AdoptionRequest.objects.get().services.get(), "prise-en-charge", TEAM)
    assert not Message.objects.filter(key__contains=":reponse:").exists()
    assert us.get(f"/demandes/{AdoptionRequest.objects.get().pk}/").status_code == 404


def test_to_everybody_else_a_request_does_not_exist(us, service, stranger):
    add(us, service)
    send(us)
    address = f"/demandes/{AdoptionRequest.objects.get().pk}/"
    for person in (stranger, factories.make_person(), factories.make_person(groups=("Éditeurs",))):
        other = Client()
        other.force_login(person)
        assert other.get(address).status_code == 404
        assert "Moins de rendez-vous" not in text_of(other.get("/mon-espace/demandes/"))
    other_team = Client()
    other_team.force_login(factories.make_person(maintains=(factories.make_service("Tchap"),)))
    assert other_team.get(address).status_code == 404
    assert Client().get(address).headers["Location"].startswith("/connexion/")


def test_our_requests_are_listed_with_their_states(us, service):
    add(us, service)
    send(us)
    told = text_of(us.get("/mon-espace/demandes/"))
    assert "Moins de rendez-vous manqués" in told and "RDV Service Public : envoyée" in told


def withdrawal(request) -> str:
    return f"/demandes/{request.pk}/retrait/"


@pytest.fixture
def asked(us, service, visio):
    for one in (service, visio):
        add(us, one)
    send(us)
    return AdoptionRequest.objects.get()


def states(request) -> dict[str, str]:
    return dict(request.services.values_list("title", "state"))


def test_a_request_is_withdrawn_from_its_page_once_one_is_sure(us, asked, visio):
    answer(asked.services.get(service=visio), "refusee", TEAM, "Réservé aux départements.")
    AdoptionRequest.objects.update(phone="0477000000")
    assert withdrawal(asked) in us.get(f"/demandes/{asked.pk}/").text
    told = text_of(us.get(withdrawal(asked)))
    assert "ne demandera plus : RDV Service Public." in told
    assert states(asked)["RDV Service Public"] == "envoyee", "reading changes nothing"
    told = text_of(us.post(withdrawal(asked), follow=True))
    assert "Votre demande est retirée" in told and "Retirée, par Saint-Étienne" in told
    assert states(asked) == {"RDV Service Public": "retiree", "Visio": "refusee"}
    assert AdoptionRequest.objects.get().phone == ""
    assert Message.objects.filter(key__contains=":retrait:").count() == 1
    assert withdrawal(asked) not in us.get(f"/demandes/{asked.pk}/").text
    assert "plus rien à retirer" in text_of(us.post(withdrawal(asked), follow=True))
    assert Message.objects.filter(key__contains=":retrait:").count() == 1


def test_a_form_of_another_site_withdraws_nothing(asked, agent):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(agent)
    assert browser.post(withdrawal(asked)).status_code == 403
    assert set(states(asked).values()) == {"envoyee"}


def test_nobody_withdraws_the_request_of_another_collectivite_nor_does_the_team_it_is_for(asked, neighbour, service):
    others = [factories.make_person(organisation=neighbour), factories.make_person(maintains=(service,))]
    for person in (*others, factories.make_person()):
        browser = Client()
        browser.force_login(person)
        for answered in (browser.get(withdrawal(asked)), browser.post(withdrawal(asked))):
            assert answered.status_code == 404
            assert "Saint-Étienne" not in text_of(answered)
    assert set(states(asked).values()) == {"envoyee"}


def test_what_was_asked_without_an_account_is_withdrawn_by_the_link_of_its_mails(us, asked, agent):
    AdoptionRequest.objects.update(author=None, confirmed=asked.created, name="Camille", email=agent.email)
    assert withdrawal(asked) not in us.get(f"/demandes/{asked.pk}/").text
    us.post(withdrawal(asked))
    assert set(states(asked).values()) == {"envoyee"}
