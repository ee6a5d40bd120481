"""Every change of a deployment is dated, signed, explained, and can be read back."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author, change, declare, withdraw
from catalogue.deployments.history import in_words, state_on
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party
from catalogue.deployments.signature_rules import SignatureError
from tests import factories

pytestmark = pytest.mark.django_db

TEAM = Author(Party.SERVICE, Channel.ESPACE)
TOWN = Author(Party.ORGANISATION, Channel.LIEN)
ANCT = Author(Party.ANCT, Channel.ADMIN)


@pytest.fixture
def town(country):
    return factories.make_organisation(territory=country.village)


@pytest.fixture
def deployment(town):
    return declare(factories.make_service("Agenda"), town, {"status": "pilote", "since": date(2024, 3, 1)}, TEAM)


def columns(deployment):
    return Deployment.objects.values("status", "standing", "declared_by", "confirmed_on").get(pk=deployment.pk)


def last_event():
    return DeploymentEvent.objects.last()


def test_a_declaration_says_who_what_and_by_which_means(deployment, town):
    event = DeploymentEvent.objects.get()
    assert (event.act, event.channel, event.author_label) == ("declaration", "espace", "Équipe d'Agenda")
    assert in_words(event.changes) == (
        "statut : Pilote",
        "depuis : 01/03/2024",
        "territoire couvert : Beauvoir",
        "signature : Déclarée",
    )


def test_an_organisation_has_one_deployment_of_a_service(deployment, town):
    with pytest.raises(ValidationError, match="a déjà un déploiement"):
        declare(deployment.service, town, {"status": "pilote"}, TEAM)
    assert DeploymentEvent.objects.count() == 1


def test_a_change_tells_from_what_to_what_and_why(deployment):
    change(deployment, {"status": "en-production", "pilot_sites": "Mairie\n\n École "}, TEAM, "Mise en service")
    event = last_event()
    assert event.reason == "Mise en service"
    assert in_words(event.changes) == ("statut : Pilote → En production", "sites pilotes : Mairie ; École")


def test_a_change_that_changes_nothing_leaves_no_trace(deployment):
    change(deployment, {"status": "pilote", "since": date(2024, 3, 1)}, TEAM)
    assert DeploymentEvent.objects.count() == 1


def test_a_stop_asks_for_its_reason_and_a_new_start_forgets_it(deployment):
    with pytest.raises(ValidationError) as error:
        change(deployment, {"status": "arrete"}, TEAM)
    assert error.value.message_dict == {"stop_reason": ["Dites pourquoi l'utilisation s'est arrêtée."]}
    assert columns(deployment)["status"] == "pilote"
    change(deployment, {"status": "arrete", "until": date(2025, 1, 1), "stop_reason": "ressources"}, TEAM)
    deployment = change(deployment, {"status": "pilote"}, TEAM)
    assert (deployment.until, deployment.stop_reason) == (None, "")


def test_another_status_needs_another_confirmation_another_detail_does_not(deployment):
    confirming.confirm(deployment, TOWN)
    change(deployment, {"source": "Convention"}, TEAM)
    assert columns(deployment)["standing"] == "confirmee"
    change(deployment, {"status": "en-production"}, TEAM)
    assert columns(deployment) == {
        "status": "en-production",
        "standing": "declaree",
        "declared_by": "service",
        "confirmed_on": None,
    }


def test_a_change_is_made_to_the_row_as_it_is_now(deployment):
    stale = Deployment.objects.get()
    change(deployment, {"source": "Convention"}, TEAM)
    confirming.confirm(deployment, TOWN)
    change(stale, {"pilot_sites": "Mairie"}, TEAM)
    row = Deployment.objects.get()
    assert (row.source, row.pilot_sites, row.standing) == ("Convention", "Mairie", "confirmee")


def test_the_state_of_any_day_is_known(deployment, town, time_machine_at):
    service = deployment.service
    DeploymentEvent.objects.update(at=datetime(2024, 3, 1, 9, tzinfo=UTC))
    time_machine_at(datetime(2025, 6, 2, 22, 30, tzinfo=UTC))  # the 3rd in Paris
    change(deployment, {"status": "en-production"}, TEAM)
    time_machine_at(datetime(2026, 1, 5, 9, tzinfo=UTC))
    withdraw(deployment, ANCT, "Doublon")
    assert state_on(service, town, date(2024, 2, 29)) is None
    assert state_on(service, town, date(2025, 6, 2))["status"] == "pilote"
    now = state_on(service, town, date(2025, 6, 3))
    assert (now["status"], now["since"], now["territory"]) == ("en-production", "2024-03-01", "commune-38036")
    assert state_on(service, town, date(2026, 1, 5)) is None
    assert not Deployment.objects.exists()
    assert (last_event().deployment, last_event().reason) == (None, "Doublon")


def test_history_outlives_accounts_and_names_nobody(town):
    person = factories.make_person("Camille Secret", organisation=town)
    by = Author(Party.ORGANISATION, Channel.ESPACE, person)
    declare(factories.make_service(), town, {"status": "pilote"}, by)
    assert last_event().author == person
    person.delete()
    assert (last_event().author, last_event().author_label) == (None, "Beauvoir")


def test_a_second_confirmation_is_refused_and_leaves_no_trace(deployment):
    confirming.confirm(deployment, TOWN)
    with pytest.raises(SignatureError, match="déjà confirmé"):
        confirming.confirm(deployment, TOWN)
    assert DeploymentEvent.objects.filter(act="confirmation").count() == 1


def test_a_contested_deployment_counts_nowhere_and_changes_no_more(deployment):
    confirming.contest(deployment, TOWN, "Nous ne l'avons jamais eu.")
    assert not Deployment.objects.in_use().exists()
    assert last_event().reason == "Nous ne l'avons jamais eu."
    with pytest.raises(SignatureError):
        change(deployment, {"status": "en-production"}, TEAM)


def test_the_anct_upholds_a_use(deployment):
    confirming.contest(deployment, TOWN, "Erreur.")
    confirming.uphold(deployment, ANCT, "Convention signée le 3 mars.")
    assert columns(deployment)["standing"] == "confirmee"
    assert (last_event().act, last_event().author_label) == ("arbitrage", "ANCT")


def test_the_anct_corrects_a_use_which_the_collectivite_then_confirms(deployment):
    confirming.contest(deployment, TOWN, "Nous avons arrêté.")
    stop = {"status": "arrete", "stop_reason": "ressources", "until": date(2025, 1, 1)}
    confirming.correct(deployment, stop, ANCT, "Vu avec la mairie.")
    assert (columns(deployment)["standing"], columns(deployment)["declared_by"]) == ("declaree", "anct")
    confirming.confirm(deployment, TOWN)
    assert columns(deployment)["standing"] == "confirmee"


def test_the_anct_dismisses_a_use_that_never_was(deployment):
    with pytest.raises(SignatureError, match="n'est pas contesté"):
        confirming.dismiss(deployment, ANCT, "Rien.")
    confirming.contest(deployment, TOWN, "Jamais eu.")
    confirming.dismiss(deployment, ANCT, "Confirmé par la mairie.")
    assert not Deployment.objects.exists()
    assert (last_event().act, last_event().reason) == ("arbitrage", "Confirmé par la mairie.")


def test_what_is_gone_cannot_be_changed(deployment):
    withdraw(deployment, TEAM)
    for act in (lambda: change(deployment, {"source": "x"}, TEAM), lambda: confirming.confirm(deployment, TOWN)):
        with pytest.raises(ValidationError, match="retiré entre-temps"):
            act()
