"""Adding a deployment: finding the organisation as one names it, then saying how far it is."""

import pytest

from catalogue.deployments.models import Deployment, DeploymentEvent
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
ADD = "/mainteneur/rdv/deploiements/ajouter/"


def test_an_organisation_is_found_by_its_name_without_a_script(team, town):
    shown = team.get(ADD + "?q=saint etienne")
    assert f'href="{ADD}{town.pk}/"' in shown.content.decode()
    assert "Aucune organisation" in text_of(team.get(ADD + "?q=zzyzx"))


def test_suggestions_say_which_organisations_are_declared_already(team, service, town):
    factories.make_deployment(service, town)
    [item] = team.get(ADD + "?q=42218", headers={"Accept": "application/json"}).json()["items"]
    assert item["label"] == "Saint-Étienne" and item["detail"].endswith("déjà déclarée")


@pytest.mark.parametrize("text", ["x" * 10_000, "\x00", "%", "'", "é" * 300])
def test_nonsense_finds_nobody(team, text):
    assert team.get(ADD, {"q": text}).status_code == 200


def test_a_deployment_is_declared_and_waits_for_the_collectivite(team, maintainer, service, town):
    done = team.post(f"{ADD}{town.pk}/", {"status": "en-deploiement", "since": "2026-02-01"}, follow=True)
    assert "il lui reste à le confirmer" in text_of(done)
    row = Deployment.objects.get()
    assert (row.service, row.organisation, row.status, row.declared_by, row.standing) == (
        *(service, town, "en-deploiement"),
        *("service", "declaree"),
    )
    assert DeploymentEvent.objects.get().author == maintainer


def test_what_is_declared_already_is_shown_instead_of_declared_twice(team, service, town):
    known = factories.make_deployment(service, town)
    for answer in (team.get(f"{ADD}{town.pk}/"), team.post(f"{ADD}{town.pk}/", {"status": "pilote"})):
        assert answer.headers["Location"] == f"/mainteneur/rdv/deploiements/{known.pk}/"
    assert Deployment.objects.count() == 1


def test_a_status_nobody_knows_is_refused_and_nothing_is_written(team, town):
    assert team.post(f"{ADD}{town.pk}/", {"status": "fini"}).context["form"].errors["status"]
    assert team.post(f"{ADD}{town.pk}/", {"status": "arrete"}).context["form"].errors["stop_reason"]
    assert not Deployment.objects.exists()


def test_the_service_comes_from_the_address_whatever_the_form_says(team, other_service, service, town):
    team.post(f"{ADD}{town.pk}/", {"status": "pilote", "service": other_service.pk, "declared_by": "anct"})
    assert Deployment.objects.get().service == service
