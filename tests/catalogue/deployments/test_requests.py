"""A collectivité asks for services; each team answers; what is accepted becomes a deployment."""

import pytest
from django.core.exceptions import ValidationError

from catalogue.deployments.changing import Author
from catalogue.deployments.models import AdoptionRequest, Channel, Deployment, Party, RequestEvent
from catalogue.deployments.requesting import answer, ask, next_states
from catalogue.deployments.signals import adoption_answered, adoption_requested
from tests import factories

pytestmark = pytest.mark.django_db

TEAM = Author(Party.SERVICE, Channel.ESPACE)


@pytest.fixture
def town(country):
    return factories.make_organisation(territory=country.village)


@pytest.fixture
def send(town):
    """`send(*services)`: the town asks for them."""
    by = Author(Party.ORGANISATION, Channel.ESPACE, factories.make_person(organisation=town))

    def ask_for(*services, **fields):
        fields = {"organisation": town, "function": "dgs", "need": "Prêter nos salles", **fields}
        return ask(services, by, **fields)

    return ask_for


def refusal(error):
    return " ".join(error.value.messages)


def test_one_request_asks_for_several_services_and_tells_once(send):
    told = []
    adoption_requested.connect(lambda request, **kwargs: told.append(request), weak=False, dispatch_uid="test")
    salles, agenda = factories.make_service("Salles"), factories.make_service("Agenda")
    request = send(salles, agenda, salles, text="Dès janvier.")
    adoption_requested.disconnect(dispatch_uid="test")
    assert [row.service for row in request.services.all()] == [salles, agenda]
    assert {(event.author_label, event.became) for event in RequestEvent.objects.all()} == {("Beauvoir", "envoyee")}
    assert told == [request]


def test_a_request_without_service_need_or_known_function_is_refused(send):
    service = factories.make_service()
    with pytest.raises(ValidationError, match="au moins un service"):
        send()
    for wrong in ({"need": ""}, {"function": "sorcier"}):
        with pytest.raises(ValidationError) as error:
            send(service, **wrong)
        assert set(error.value.message_dict) == set(wrong)
    assert not AdoptionRequest.objects.exists()


def test_what_is_already_asked_for_is_not_asked_twice_until_it_is_answered(send):
    salles, agenda = factories.make_service("Salles"), factories.make_service("Agenda")
    first = send(salles)
    with pytest.raises(ValidationError, match="déjà une demande en cours pour : Salles"):
        send(agenda, salles)
    assert AdoptionRequest.objects.count() == 1
    answer(first.services.get(), "refusee", TEAM, "Nous n'ouvrons pas de nouvelle commune cette année.")
    assert send(agenda, salles).services.count() == 2


def test_a_request_becomes_a_deployment_that_the_collectivite_then_confirms(send, town):
    asked = send(factories.make_service("Salles")).services.get()
    assert [state.value for state in next_states(asked.state)] == ["prise-en-charge", "refusee"]
    asked = answer(asked, "prise-en-charge", TEAM)
    told = []
    adoption_answered.connect(lambda event, **kwargs: told.append(event.became), weak=False, dispatch_uid="test")
    asked = answer(asked, "en-deploiement", TEAM)
    adoption_answered.disconnect(dispatch_uid="test")
    deployment = Deployment.objects.get(organisation=town)
    assert asked.deployment == deployment
    assert (deployment.status, deployment.standing, deployment.declared_by) == ("en-deploiement", "declaree", "service")
    steps = [(event.was, event.became, event.author_label) for event in asked.events.all()]
    assert steps == [
        ("", "envoyee", "Beauvoir"),
        ("envoyee", "prise-en-charge", "Équipe de Salles"),
        ("prise-en-charge", "en-deploiement", "Équipe de Salles"),
    ]
    assert told == ["en-deploiement"]


@pytest.mark.parametrize(("before", "after"), [("interet", "en-deploiement"), ("en-production", "en-production")])
def test_a_use_that_is_known_already_is_carried_on(send, town, before, after):
    service = factories.make_service()
    known = factories.make_deployment(service, town, status=before)
    asked = answer(answer(send(service).services.get(), "prise-en-charge", TEAM), "en-deploiement", TEAM)
    assert asked.deployment == known
    assert Deployment.objects.get().status == after


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (["en-deploiement"], ""),
        (["refusee"], "  "),
        (["prise-en-charge", "envoyee"], ""),
        (["prise-en-charge", "en-deploiement", "refusee"], "Trop tard."),
        (["prise-en-charge", "prise-en-charge"], ""),
    ],
)
def test_an_answer_out_of_turn_or_a_refusal_without_reason_is_refused(send, path, reason):
    asked = send(factories.make_service()).services.get()
    for state in path[:-1]:
        answer(asked, state, TEAM)
    with pytest.raises(ValidationError):
        answer(asked, path[-1], TEAM, reason)
    asked.refresh_from_db()
    assert asked.state == (path[-2] if len(path) > 1 else "envoyee")
    assert asked.events.count() == len(path)
