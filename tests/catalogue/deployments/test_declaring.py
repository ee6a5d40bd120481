"""Declaring in the admin that an organisation uses a service."""

import pytest
from django.contrib.auth import get_user_model

from catalogue.deployments.models import Deployment, DeploymentEvent
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/admin/deployments/deployment/"


@pytest.fixture
def editor(client, site):
    client.force_login(get_user_model().objects.create(username="editrice", is_superuser=True, is_staff=True))
    return client


def fields(service, organisation, **given):
    return {"service": service.pk, "organisation": organisation.pk, "status": "pilote"} | given


def test_a_deployment_covers_the_organisation_s_territory_unless_said_otherwise(editor, country):
    organisation = factories.make_organisation(territory=country.isere)
    answer = editor.post(
        f"{LIST}add/", fields(factories.make_service(), organisation, pilot_sites="MDS Nord\n\nMDS Sud")
    )
    assert answer.status_code == 302
    deployment = Deployment.objects.get()
    assert deployment.territory == country.isere
    assert deployment.site_names == ["MDS Nord", "MDS Sud"]


def test_what_an_editor_writes_is_told_in_the_history(editor, country):
    organisation = factories.make_organisation(territory=country.isere)
    editor.post(f"{LIST}add/", fields(factories.make_service(), organisation, why="Vu dans la presse"))
    event = DeploymentEvent.objects.get()
    assert (event.act, event.channel, event.author_label) == ("declaration", "admin", "ANCT")
    assert (event.author.username, event.reason) == ("editrice", "Vu dans la presse")


def test_an_editor_changes_only_what_they_changed(editor, country):
    deployment = factories.make_deployment(
        factories.make_service(), factories.make_organisation(territory=country.isere), status="pilote"
    )
    page = editor.get(f"{LIST}edit/{deployment.pk}/").content.decode()
    assert "déclarée par l&#x27;ANCT" in page
    other = factories.make_organisation()
    posted = {**fields(deployment.service, other), "territory": country.isere.pk, "source": "Convention"}
    answer = editor.post(f"{LIST}edit/{deployment.pk}/", posted)
    assert answer.status_code == 302
    row = Deployment.objects.get()
    assert (row.organisation, row.source) == (deployment.organisation, "Convention")
    assert DeploymentEvent.objects.get().changes == {"source": ["", "Convention"]}


def test_a_stop_without_its_reason_is_refused_beside_the_field(editor, country):
    deployment = factories.make_deployment(
        factories.make_service(), factories.make_organisation(territory=country.isere), status="pilote"
    )
    posted = {"status": "arrete", "territory": country.isere.pk}
    answer = editor.post(f"{LIST}edit/{deployment.pk}/", posted)
    assert "Dites pourquoi l&#x27;utilisation s&#x27;est arrêtée." in answer.content.decode()
    assert editor.post(f"{LIST}edit/{deployment.pk}/", {**posted, "stop_reason": "ressources"}).status_code == 302
    assert Deployment.objects.get().stop_reason == "ressources"


def test_what_an_editor_removes_keeps_its_history(editor, country):
    deployment = factories.make_deployment(factories.make_service())
    assert "L&#x27;historique est conservé" in editor.get(f"{LIST}delete/{deployment.pk}/").content.decode()
    assert editor.post(f"{LIST}delete/{deployment.pk}/").status_code == 302
    assert not Deployment.objects.exists()
    assert DeploymentEvent.objects.get().act == "retrait"


def test_the_same_organisation_cannot_be_declared_twice(editor, country):
    deployment = factories.make_deployment(
        factories.make_service(), factories.make_organisation(territory=country.isere)
    )
    answer = editor.post(f"{LIST}add/", fields(deployment.service, deployment.organisation))
    assert "Cette organisation a déjà un déploiement de ce service." in answer.content.decode()
    assert Deployment.objects.count() == 1


def test_an_end_before_the_start_is_refused(editor, country):
    organisation = factories.make_organisation(territory=country.isere)
    dates = {"since": "2024-05-01", "until": "2024-04-01"}
    answer = editor.post(f"{LIST}add/", fields(factories.make_service(), organisation, **dates))
    assert "La date de fin précède la date de début." in answer.content.decode()


def test_an_editor_filters_by_status_and_searches_by_name(editor, country):
    for territory, status in ((country.isere, "pilote"), (country.drome, "arrete")):
        factories.make_deployment(
            factories.make_service(), factories.make_organisation(territory=territory), status=status
        )
    pilots = editor.get(LIST, {"status": "pilote"}).content.decode()
    assert "Isère" in pilots
    assert "Drôme" not in pilots
    assert "Drôme" in editor.get(LIST, {"q": "drome"}).content.decode()
