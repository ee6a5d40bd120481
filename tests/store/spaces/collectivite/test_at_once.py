"""Two people, or two presses, at the same moment: one of them counts."""

import uuid

import pytest

from catalogue.deployments.changing import declare
from store.spaces.models import MOST_A_MONTH, ConfirmationLink, FeedbackContact, PendingRequest
from store.spaces.peers.feedback_questions import ask
from tests import factories
from tests.store.spaces.collectivite.conftest import TEAM
from tests.store.spaces.collectivite.rush import Rush

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rush(tmp_path_factory):
    """Called once the database holds what the test needs."""
    return lambda: Rush(tmp_path_factory.mktemp("rush"))


@pytest.fixture
def askers(service, stranger):
    """One more than a contact may be asked by in a month; the contact has agreed."""
    factories.make_deployment(service, stranger.organisation)
    FeedbackContact.objects.create(user=stranger, organisation=stranger.organisation)
    territories = [factories.make_territory(f"Commune {number}") for number in range(MOST_A_MONTH + 1)]
    towns = [factories.make_organisation(territory=territory) for territory in territories]
    return [factories.make_person(organisation=town) for town in towns]


def test_of_two_answers_by_the_same_link_at_once_one_counts(rush, service, town):
    row = declare(service, town, {"status": "pilote"}, TEAM)
    link = ConfirmationLink.objects.get()
    at_once = rush()
    answers = at_once.press(
        *(f"link {link.pk} {row.updated.isoformat()} {word}" for word in ("confirmer", "contester"))
    )
    assert answers == ["200", "410"]
    assert at_once.count("SELECT COUNT(*) FROM deployments_deploymentevent WHERE channel = 'lien'") == 1


def test_pressing_send_twice_at_once_sends_one_request(rush, service, agent):
    order = f"basket {agent.pk} {service.pk} {uuid.uuid4()}"
    at_once = rush()
    first, second = at_once.press(order, order)
    assert first == second and first.startswith("302 /demandes/")
    assert at_once.count("SELECT COUNT(*) FROM deployments_adoptionrequest") == 1
    assert at_once.count("SELECT COUNT(*) FROM mail_message") == 2


def test_of_the_fifth_and_the_sixth_question_at_once_one_arrives(rush, service, stranger, askers):
    *before, one, other = askers
    for asker in before:
        ask(service, stranger.organisation, asker, "Combien ?")
    at_once = rush()
    answers = at_once.press(*(f"question {asker.pk} {stranger.organisation_id}" for asker in (one, other)))
    assert answers == ["200", "302 /mon-espace/retours/"]
    assert at_once.count("SELECT COUNT(*) FROM spaces_feedbackquestion") == MOST_A_MONTH
    assert at_once.count("SELECT COUNT(*) FROM mail_message") == MOST_A_MONTH


def test_of_two_presses_by_the_same_link_at_once_one_sends_the_request(rush, service, town):
    said = {"name": "Odile", "email": "mairie@feurs.example", "function": "agent", "need": "Des rendez-vous"}
    row = PendingRequest(form=uuid.uuid4(), organisation=town, services=[service.pk], **said)
    secret = row.renew_secret()
    row.save()
    at_once = rush()
    sent, closed = at_once.press(f"asked {secret}", f"asked {secret}")
    assert sent.startswith("302 /suivre/") and closed == "410"
    assert at_once.count("SELECT COUNT(*) FROM deployments_adoptionrequest") == 1
    assert at_once.count("SELECT COUNT(*) FROM mail_message") == 2
