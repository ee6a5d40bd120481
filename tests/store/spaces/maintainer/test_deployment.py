"""One deployment: all its columns, what the team answers to a collectivité, its history."""

from datetime import date

import pytest

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
TEAM = Author(Party.SERVICE, Channel.ESPACE)
TOWN = Author(Party.ORGANISATION, Channel.ESPACE)


def page_of(deployment, ending=""):
    return f"/mainteneur/rdv/deploiements/{deployment.pk}/{ending}"


def fields(deployment, **changed):
    deployment.refresh_from_db()
    sent = {"version": deployment.updated.isoformat(), "status": deployment.status, "since": deployment.since or ""}
    return {
        **sent,
        "until": "",
        "stop_reason": "",
        "stop_note": "",
        "pilot_sites": "",
        "source": "",
        "reason": "",
        **changed,
    }


@pytest.fixture
def deployment(service, town):
    return declare(service, town, {"status": "pilote", "since": date(2026, 1, 5)}, TEAM)


def test_everything_a_team_knows_of_a_deployment_is_written_at_once_with_the_reason(team, deployment):
    sent = fields(deployment, pilot_sites="MDS de Feurs\nMDS du Forez", source="Convention", reason="Comité de juin")
    assert "est enregistré" in text_of(team.post(page_of(deployment), sent, follow=True))
    deployment.refresh_from_db()
    assert deployment.site_names == ["MDS de Feurs", "MDS du Forez"] and deployment.source == "Convention"
    assert DeploymentEvent.objects.last().reason == "Comité de juin"


def test_an_end_before_the_beginning_is_refused_beside_its_field(team, deployment):
    refused = team.post(page_of(deployment), fields(deployment, until="2025-01-01"))
    assert refused.context["form"].errors == {"until": ["La date de fin précède la date de début."]}
    assert 'aria-describedby="d' in refused.content.decode()
    deployment.refresh_from_db()
    assert deployment.until is None


def test_words_in_place_of_a_date_are_refused(team, deployment):
    refused = team.post(page_of(deployment), fields(deployment, since="hier"))
    assert refused.context["form"].errors == {"since": ["Cette date n'existe pas."]}


def test_the_collectivites_declaration_is_confirmed_or_contested_with_a_reason(team, service, town):
    declared = declare(service, town, {"status": "en-production"}, TOWN)
    assert "La collectivité attend votre réponse" in text_of(team.get(page_of(declared)))
    seen = {"version": declared.updated.isoformat()}
    refused = team.post(page_of(declared, "contester/"), {**seen, "reason": " "})
    assert "Dites pourquoi vous contestez ce déploiement." in text_of(refused)
    team.post(page_of(declared, "contester/"), {**seen, "reason": "Compte jamais ouvert."})
    declared.refresh_from_db()
    assert (declared.standing, declared.contest_reason) == ("contestee", "Compte jamais ouvert.")
    again = team.post(page_of(declared, "confirmer/"), follow=True)
    assert "l'ANCT doit trancher" in text_of(again)


def test_a_confirmation_is_given_once(team, service, town):
    declared = declare(service, town, {"status": "en-production"}, TOWN)
    seen = {"version": declared.updated.isoformat()}
    told = [text_of(team.post(page_of(declared, "confirmer/"), seen, follow=True)) for _ in range(2)]
    assert "est confirmé" in told[0] and "Ce déploiement est déjà confirmé." in told[1]
    assert [event.act for event in DeploymentEvent.objects.all()] == ["declaration", "confirmation"]


@pytest.mark.parametrize("ending", ["confirmer/", "contester/"])
def test_what_changed_since_the_page_was_read_is_not_signed(team, service, town, ending):
    declared = declare(service, town, {"status": "pilote"}, TOWN)
    read = team.get(page_of(declared)).context["version"]
    change(declared, {"status": "en-production"}, TOWN)
    refused = team.post(page_of(declared, ending), {"version": read, "reason": "Non."}, follow=True)
    assert "il est maintenant « En production »" in text_of(refused)
    assert Deployment.objects.get().standing == "declaree"
    team.post(page_of(declared, ending), {"version": refused.context["version"], "reason": "Non."})
    assert Deployment.objects.get().standing in ("confirmee", "contestee")


def test_a_contested_deployment_does_not_move_until_it_is_settled(team, deployment):
    confirming.contest(deployment, TOWN, "Nous ne l'utilisons pas.")
    refused = team.post(page_of(deployment), fields(deployment, status="en-production"))
    assert "l'ANCT doit trancher avant qu'il puisse changer" in text_of(refused)
    assert "Nous ne l'utilisons pas." in text_of(refused)


def test_a_declaration_that_nobody_signed_is_withdrawn_and_its_history_stays(team, deployment):
    team.post(page_of(deployment, "retirer/"))
    assert not Deployment.objects.exists()
    assert [event.act for event in DeploymentEvent.objects.all()] == ["declaration", "retrait"]


def test_a_confirmed_deployment_is_not_withdrawn(team, deployment):
    confirming.confirm(deployment, TOWN)
    assert "Retirer" not in text_of(team.get(page_of(deployment)))
    assert "ne se retire pas" in text_of(team.post(page_of(deployment, "retirer/"), follow=True))
    assert Deployment.objects.exists()


def test_its_history_is_read_and_its_state_on_any_day(team, service, town, time_machine_at):
    time_machine_at("2026-01-05T10:00:00+01:00")
    deployment = declare(service, town, {"status": "pilote"}, TEAM)
    time_machine_at("2026-03-10T10:00:00+01:00")
    change(deployment, {"status": "en-production"}, TEAM, "Fin du pilote")
    time_machine_at("2026-06-01T10:00:00+02:00")
    team.force_login(factories.make_person(maintains=(service,)))
    history = team.get(page_of(deployment)).context["history"].happenings
    assert [event.what for event in history] == ["Modification", "Déclaration"]
    assert "statut : Pilote → En production" in history[0].changes and history[0].reason == "Fin du pilote"
    for day, said in (("2026-02-01", "Pilote"), ("2026-03-10", "En production")):
        assert f"statut : {said}" in team.get(page_of(deployment, f"?le={day}")).context["history"].state
    assert "Rien n'était déclaré ce jour-là." in text_of(team.get(page_of(deployment, "?le=2025-12-31")))
    assert team.get(page_of(deployment, "?le=demain")).status_code == 200


@pytest.mark.parametrize("ending", ["", "confirmer/", "contester/", "retirer/"])
def test_the_deployment_of_another_service_is_not_under_ours(team, other_service, town, ending):
    theirs = declare(other_service, town, {"status": "pilote"}, TOWN)
    assert team.post(page_of(theirs, ending), fields(theirs, status="arrete", reason="x")).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.status, theirs.standing) == ("pilote", "declaree")


@pytest.mark.parametrize("ending", ["confirmer/", "contester/", "retirer/"])
def test_reading_an_address_that_acts_changes_nothing(team, deployment, ending):
    assert team.get(page_of(deployment, ending)).status_code == 405
