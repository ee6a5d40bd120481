"""Two people press the button at the same moment: exactly one effect, and a clear answer for the other."""

import pytest
from django.db import connection

from catalogue.deployments import bulk, confirming
from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.confirming import expire_confirmations
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party, RequestedService
from catalogue.deployments.requesting import answer, ask
from tests import factories
from tests.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes one writer at a time"),
]

TEAM = Author(Party.SERVICE, Channel.ESPACE)
TOWN = Author(Party.ORGANISATION, Channel.ESPACE)
ROUNDS = range(5)


@pytest.fixture
def town(catalogue):
    return factories.make_organisation(territory=factories.make_territory("Beauvoir"), siren="213800360")


@pytest.fixture
def deployment(town):
    return declare(factories.make_service("Agenda"), town, {"status": "pilote"}, TEAM)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_confirmations_are_one(deployment, _round):
    told = at_once(*[lambda: confirming.confirm(deployment, TOWN)] * 4)
    assert sorted(told) == ["Ce déploiement est déjà confirmé."] * 3 + ["done"]
    assert DeploymentEvent.objects.filter(act="confirmation").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_confirmation_and_a_contest_do_not_both_win(deployment, _round):
    told = at_once(
        lambda: confirming.confirm(deployment, TOWN), lambda: confirming.contest(deployment, TOWN, "Jamais eu.")
    )
    events = list(DeploymentEvent.objects.exclude(act="declaration").values_list("act", flat=True))
    # What was confirmed may still be contested, what is contested is no longer confirmed.
    assert (told.count("done"), events) in ((1, ["contestation"]), (2, ["confirmation", "contestation"]))
    assert Deployment.objects.get().standing == "contestee"


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_declarations_are_one(town, _round):
    service = factories.make_service("Agenda")
    told = at_once(*[lambda: declare(service, town, {"status": "pilote"}, TEAM)] * 4)
    assert told.count("done") == 1
    assert {words for words in told if words != "done"} == {"Cette organisation a déjà un déploiement de ce service."}
    assert (Deployment.objects.count(), DeploymentEvent.objects.count()) == (1, 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_changes_are_both_told_and_neither_is_lost(deployment, _round):
    told = at_once(
        lambda: change(deployment, {"source": "Convention"}, TEAM),
        lambda: change(deployment, {"pilot_sites": "Mairie"}, TOWN),
    )
    assert told == ["done", "done"]
    row = Deployment.objects.get()
    assert (row.source, row.pilot_sites) == ("Convention", "Mairie")
    assert DeploymentEvent.objects.filter(act="modification").count() == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_file_applied_twice_is_applied_once(town, _round):
    batch = bulk.prepare(factories.make_service("Agenda"), bulk.read(b"collectivite;statut\n213800360;pilote"), TEAM)
    seen = bulk.plan_of(batch, TEAM).fingerprint
    told = at_once(*[lambda: bulk.apply(batch, TEAM, seen)] * 3)
    assert sorted(told) == ["Ce fichier a déjà été appliqué : il ne l'est pas deux fois."] * 2 + ["done"]
    assert DeploymentEvent.objects.count() == 1
    assert sorted(at_once(*[lambda: bulk.undo(batch, TEAM)] * 2))[1] == "done"
    assert DeploymentEvent.objects.filter(act="annulation").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_files_that_say_the_same_do_not_both_win(town, _round):
    service, rows = factories.make_service("Agenda"), bulk.read(b"collectivite;statut\n213800360;pilote")
    batches = [bulk.prepare(service, rows, TEAM) for _ in range(2)]
    seen = bulk.plan_of(batches[0], TEAM).fingerprint
    told = at_once(*[lambda batch=batch: bulk.apply(batch, TEAM, seen) for batch in batches])
    assert told.count("done") == 1
    assert any("ont changé depuis cet aperçu" in words for words in told)
    assert (Deployment.objects.count(), DeploymentEvent.objects.count()) == (1, 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_the_daily_task_run_twice_expires_once(deployment, _round):
    confirming.confirm(deployment, TOWN)
    later = Deployment.objects.get().confirmed_on.replace(year=2099)
    assert at_once(*[lambda: expire_confirmations(later)] * 2) == ["done", "done"]
    assert DeploymentEvent.objects.filter(act="expiration").count() == 1


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_request_sent_or_answered_twice_counts_once(town, _round):
    service = factories.make_service("Agenda")
    fields = {"organisation": town, "function": "dgs", "need": "Tenir un agenda"}
    assert at_once(*[lambda: ask([service], TOWN, **fields)] * 3).count("done") == 1
    asked = RequestedService.objects.get()
    assert at_once(*[lambda: answer(asked, "prise-en-charge", TEAM)] * 3).count("done") == 1
    assert at_once(*[lambda: answer(asked, "en-deploiement", TEAM)] * 3).count("done") == 1
    assert Deployment.objects.count() == 1
