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
