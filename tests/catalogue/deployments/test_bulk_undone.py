"""A maintainer applied a file, then changes their mind."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.deployments import bulk, confirming
from catalogue.deployments.changing import change, declare, withdraw
from catalogue.deployments.models import Deployment, DeploymentEvent, RequestedService
from catalogue.deployments.requesting import answer, ask
from catalogue.territories.models import Organisation
from store.spaces.links.link_tokens import address_of
from store.spaces.models import ConfirmationLink
from tests.catalogue.deployments.sending import GOOD, TEAM, TOWN, apply, file, send, uses

pytestmark = pytest.mark.django_db


def test_undoing_puts_back_what_was_there(service):
    izeron = declare(
        service, Organisation.objects.get(name="Izeron"), {"status": "pilote", "since": date(2023, 1, 1)}, TEAM
    )
    confirming.confirm(izeron, TOWN)
    before = Deployment.objects.values(*set_of_columns()).get(pk=izeron.pk)
    batch = apply(send(service, file(*GOOD)))
    assert Deployment.objects.get(pk=izeron.pk).standing == "declaree"
    assert bulk.undo(batch, TEAM) == bulk.Undone(3, ())
    assert Deployment.objects.values(*set_of_columns()).get() == before
    assert set(DeploymentEvent.objects.filter(act="annulation").values_list("organisation__name", flat=True)) == {
        "Beauvoir",
        "Izeron",
        "Isère",
    }
    with pytest.raises(ValidationError, match="déjà annulé"):
        bulk.undo(batch, TEAM)


def set_of_columns():
    return [column.name for column in Deployment._meta.fields if column.name != "updated"]


def test_undoing_leaves_what_people_did_since(service):
    batch = apply(send(service, file(*GOOD)))
    confirming.confirm(Deployment.objects.get(organisation__name="Beauvoir"), TOWN)
    change(Deployment.objects.get(organisation__name="Izeron"), {"pilot_sites": "Mairie"}, TEAM)
    undone = bulk.undo(batch, TEAM)
    assert (undone.restored, set(undone.left)) == (1, {"Beauvoir", "Izeron"})
    assert uses() == {"Beauvoir": "pilote", "Izeron": "en-production"}


def test_two_files_are_undone_one_after_the_other_the_last_first(service):
    first = apply(send(service, file("213800000;Pilote;;", "213800001;Pilote;;")))
    second = apply(send(service, file("213800000;En production;01/03/2024;")))
    assert bulk.undo(second, TEAM) == bulk.Undone(1, ())
    assert bulk.undo(first, TEAM) == bulk.Undone(2, ())
    assert uses() == {}


def test_a_file_undone_before_a_later_one_leaves_what_the_later_one_says(service):
    first = apply(send(service, file("213800000;Pilote;;", "213800001;Pilote;;")))
    apply(send(service, file("213800000;En production;01/03/2024;")))
    assert bulk.undo(first, TEAM) == bulk.Undone(1, ("Beauvoir",))
    assert uses() == {"Beauvoir": "en-production"}


def test_what_is_undone_keeps_its_history_and_its_links_open_nothing(service, client):
    town = Organisation.objects.get(name="Beauvoir")
    town.public_email = "mairie@beauvoir.example"
    town.save()
    batch = apply(send(service, file("213800000;Pilote;;")))
    link = ConfirmationLink.objects.get()
    address = urlsplit(address_of(link)).path
    assert client.get(address).status_code == 200
    bulk.undo(batch, TEAM)
    assert client.get(address).status_code == 410
    assert list(DeploymentEvent.objects.values_list("act", "deployment")) == [
        ("declaration", None),
        ("annulation", None),
    ]


def test_a_request_that_became_a_deployment_outlives_it(service):
    town = Organisation.objects.get(name="Beauvoir")
    ask([service], TOWN, organisation=town, function="dgs", need="Tenir un agenda")
    apply(send(service, file("213800000;Pilote;;")))
    asked = RequestedService.objects.get()
    for becomes in ("prise-en-charge", "en-deploiement"):
        answer(asked, becomes, TEAM)
    asked.refresh_from_db()
    assert asked.deployment is not None
    withdraw(asked.deployment, TEAM)
    asked.refresh_from_db()
    assert (asked.state, asked.deployment) == ("en-deploiement", None)


def test_undoing_is_for_a_day(service, time_machine_at):
    batch = apply(send(service, file(*GOOD)))
    time_machine_at(timezone.now() + timedelta(hours=24, minutes=1))
    batch.refresh_from_db()
    assert not batch.can_be_undone
    with pytest.raises(ValidationError, match="vingt-quatre heures"):
        bulk.undo(batch, TEAM)
    assert len(uses()) == 3


def test_thousands_of_lines_cost_a_handful_of_queries(service, django_assert_max_num_queries):
    organisations = [Organisation(name=f"Ville {n}", siren=f"3{n:08}", kind="collectivite") for n in range(300)]
    Organisation.objects.bulk_create(organisations)
    batches = []
    for status in ("pilote", "en-production"):
        batch = send(service, file(*(f"{one.siren};{status};;" for one in organisations)))
        with django_assert_max_num_queries(70):
            batches.append(apply(batch))
        assert Deployment.objects.filter(status=status).count() == 300
    for batch, left in zip(reversed(batches), (300, 0), strict=True):
        with django_assert_max_num_queries(70):
            bulk.undo(batch, TEAM)
        assert Deployment.objects.filter(status="pilote").count() == Deployment.objects.count() == left
