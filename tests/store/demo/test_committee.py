"""The committee of the demonstration: said to be one, with something to do, and sessions held at their true moments."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from catalogue.review.models import Committee, Decision, DecisionOutcome
from store.accounts.models import User
from store.demo.committee import PastDecision, hold_session, make_demo_grid, open_demo_session
from tests import factories
from tests.catalogue.review import sitting  # noqa: F401  organisations are subjects
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
THEN = datetime(2021, 5, 3, 15, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def demo(catalogue, settings):
    settings.DEMO_ACCOUNTS = True
    call_command("load_demo_accounts", verbosity=0)


@pytest.fixture
def projects():
    return [factories.make_organisation(name) for name in ("Roanne", "Feurs", "Firminy")]


def test_it_is_said_to_be_one_and_names_nobody_real(demo, client):
    committee = Committee.objects.get()
    assert committee.is_demo
    assert {seat.body for seat in committee.seats.all()} >= {"AMRF", "AMF", "ADF", "FNCCR", "DINUM", "DITP", "ANCT"}
    assert committee.seats.filter(user__isnull=False, user__is_demo=False).count() == 0
    assert make_demo_grid() == make_demo_grid()
    client.force_login(User.objects.get(username="demo-comite"))
    desk = text_of(client.get("/comite/"))
    assert committee.name in desk
    assert "donnée de démonstration" in desk


def test_a_session_of_the_past_is_held_at_its_true_moment_and_once(demo, projects):
    verdicts = [
        PastDecision(projects[0], DecisionOutcome.SELECTED, "Très soutenu.", 300_000),
        PastDecision(projects[1], DecisionOutcome.NOT_SELECTED, "Peu soutenu à ce jour."),
    ]
    session = hold_session("Première séance", verdicts, THEN)
    assert hold_session("Première séance", verdicts, THEN) == session
    assert (session.state, session.published_at, str(session.day)) == ("publiee", THEN, "2021-05-03")
    assert Decision.objects.count() == 2
    selected, other = (Decision.objects.published_about(one).get() for one in projects[:2])
    assert (selected.published_at, selected.voters, other.voters) == (THEN, 3, 3)
    assert selected.median > other.median


def test_a_visitor_finds_a_session_to_take_part_in(demo, client, projects):
    session = open_demo_session("Séance de reprise", projects)
    assert open_demo_session("Séance de reprise", projects) == session
    client.force_login(User.objects.get(username="demo-comite"))
    assert "3 dossiers : 3 à lire" in text_of(client.get("/comite/"))
