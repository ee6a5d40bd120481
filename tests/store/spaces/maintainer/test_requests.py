"""Answering what collectivités ask: taking charge, deploying, refusing with a reason."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Deployment, Party, RequestedService
from catalogue.deployments.requesting import answer, ask
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def requested(service, other_service, town):
    agent = factories.make_person("Amélie Roux", organisation=town, email="amelie@exemple.fr")
    by = Author(Party.ORGANISATION, Channel.ESPACE, user=agent)
    ask([service, other_service], by, organisation=town, function="agent", need="Moins de rendez-vous manqués")
    return RequestedService.objects.get(service=service)


def page_of(requested):
    return f"/mainteneur/rdv/demandes/{requested.pk}/"


def test_a_request_is_listed_and_read_with_the_address_of_who_asks(team, requested):
    assert "Saint-Étienne : Moins de rendez-vous manqués" in text_of(team.get("/mainteneur/rdv/demandes/"))
    assert "Demandes à traiter 1" in text_of(team.get("/mainteneur/rdv/"))
    said = text_of(team.get(page_of(requested)))
    assert "Amélie Roux (Agent)" in said and "amelie@exemple.fr" in said


def test_a_request_taken_in_charge_then_deployed_becomes_a_deployment(team, service, town, requested):
    for becomes in ("prise-en-charge", "en-deploiement"):
        team.post(page_of(requested), {"becomes": becomes, "reason": ""})
    deployment = Deployment.objects.get()
    assert (deployment.service, deployment.organisation, deployment.status) == (service, town, "en-deploiement")
    said = text_of(team.get(page_of(requested)))
    assert "Voir le déploiement" in said and "Envoyer la réponse" not in said
    assert f"/mainteneur/rdv/deploiements/{deployment.pk}/" in team.get(page_of(requested)).content.decode()


def test_a_refusal_says_why(team, requested):
    refused = team.post(page_of(requested), {"becomes": "refusee", "reason": "  "})
    assert refused.context["form"].errors == {"reason": ["Dites à la collectivité pourquoi sa demande est refusée."]}
    team.post(page_of(requested), {"becomes": "refusee", "reason": "Réservé aux départements."})
    assert "Motif du refus : Réservé aux départements." in text_of(team.get(page_of(requested)))


def test_an_answer_that_is_not_open_is_refused(team, requested):
    for becomes in ("en-deploiement", "envoyee", "n-importe", ""):
        refused = team.post(page_of(requested), {"becomes": becomes, "reason": "x"})
        assert refused.context["form"].errors["becomes"]
    requested.refresh_from_db()
    assert requested.state == "envoyee"


def test_the_same_answer_twice_counts_once(team, requested):
    for _ in range(2):
        team.post(page_of(requested), {"becomes": "prise-en-charge", "reason": ""})
    assert [event.became for event in requested.events.all()] == ["envoyee", "prise-en-charge"]


@pytest.mark.parametrize("first", ["prise-en-charge", "refusee"])
def test_who_answers_what_a_colleague_answered_meanwhile_is_told_and_keeps_their_words(team, requested, first):
    read = team.get(page_of(requested)).content.decode()
    assert 'name="seen" value="envoyee"' in read
    team.post(page_of(requested), {"becomes": first, "reason": "Vu.", "seen": "envoyee"})
    late = team.post(page_of(requested), {"becomes": "refusee", "reason": "Hors périmètre.", "seen": "envoyee"})
    requested.refresh_from_db()
    assert requested.state == first
    assert f"elle est maintenant « {requested.get_state_display()} »" in text_of(late)
    assert "Hors périmètre.</textarea>" in late.content.decode().replace("\n", "")
    assert 'name="seen" value="envoyee"' not in late.content.decode()


def test_of_two_answers_at_the_same_moment_the_second_is_refused(requested):
    by = Author(Party.SERVICE, Channel.ESPACE)
    answer(requested, "prise-en-charge", by, seen="envoyee")
    with pytest.raises(ValidationError, match="a changé pendant"):
        answer(requested, "refusee", by, "Non.", seen="envoyee")


def test_the_part_of_a_request_that_is_for_another_service_is_not_ours(team, requested):
    theirs = RequestedService.objects.exclude(pk=requested.pk).get()
    assert team.get(page_of(theirs)).status_code == 404
    assert team.post(page_of(theirs), {"becomes": "refusee", "reason": "x"}).status_code == 404
    assert "Tchap" not in text_of(team.get(page_of(requested)))
