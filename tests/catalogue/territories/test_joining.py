"""Two organisations of one collectivité become one, and nothing that people said of either is lost."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from catalogue.deployments.changing import Author, declare
from catalogue.deployments.models import (
    AdoptionRequest,
    Channel,
    Deployment,
    DeploymentEvent,
    Party,
    RequestedService,
    Standing,
    Status,
)
from catalogue.deployments.requesting import ask
from catalogue.services.models import ConsortiumMember, Partner, ServicePage
from catalogue.territories.joining import join, references
from catalogue.territories.models import Organisation
from store.accounts.models import AttachmentRequest
from store.spaces.models import FeedbackContact, PendingRequest
from tests import factories
from tests.search.asking import found

pytestmark = pytest.mark.django_db

OURS = Author(Party.ORGANISATION, Channel.ESPACE)


@pytest.fixture
def corse(catalogue):
    """As before the loading knew of the collectivité unique: its two départements had organisations."""
    region = factories.make_territory("Corse", kind="region", code="94")
    south = factories.make_territory("Corse-du-Sud", kind="departement", code="2A", inside=(region,))
    return (
        factories.make_organisation("Collectivité de Corse", territory=region, siren="200076958"),
        factories.make_organisation("Département de la Corse-du-Sud", territory=south),
    )


def load(cog_file):
    call_command("load_territories", file=cog_file, verbosity=0)


def asked(service, organisation, person):
    by = Author(Party.ORGANISATION, Channel.ESPACE, person)
    return ask([service], by, organisation=organisation, function="agent", need="Essayer")


def test_what_the_organisation_of_a_former_departement_uses_and_asks_goes_to_the_collectivite(corse, cog_file):
    kept, gone = corse
    person = factories.make_person(organisation=gone)
    service = factories.make_service("Tréteaux", owned_by=gone, partners=[])
    row = declare(service, gone, {"status": Status.EN_PRODUCTION}, OURS)
    request = asked(factories.make_service("Lutrin"), gone, person)
    AttachmentRequest.objects.create(user=person, organisation=gone, named=gone.name)
    FeedbackContact.objects.create(user=person, organisation=gone)
    load(cog_file)
    assert not Organisation.objects.filter(pk=gone.pk).exists()
    row.refresh_from_db()
    assert (row.organisation, row.territory.code) == (kept, "2A")
    assert DeploymentEvent.objects.get().organisation == kept
    assert AdoptionRequest.objects.get(pk=request.pk).organisation == kept
    assert RequestedService.objects.get().organisation == kept
    person.refresh_from_db()
    assert person.organisation == kept
    assert AttachmentRequest.objects.get().organisation == FeedbackContact.objects.get().organisation == kept
    service.refresh_from_db()
    assert service.owned_by == kept
    assert found(departement="departement-2A") == {"Tréteaux"}


def test_a_request_that_waits_for_its_mail_is_not_lost(corse, cog_file):
    kept, gone = corse
    pending = PendingRequest.objects.create(
        form="7f8c4a38-6f0f-4a6f-9d6a-0d7c1f0a2f11", secret="x", organisation=gone, name="A", email="a@b.fr", need="B"
    )
    load(cog_file)
    pending.refresh_from_db()
    assert pending.organisation == kept


@pytest.mark.parametrize("stronger", ["gone", "kept"])
def test_a_service_used_by_both_is_counted_once_with_the_stronger_signature(corse, cog_file, stronger):
    kept, gone = corse
    signed = {"standing": Standing.CONFIRMEE, "confirmed_on": datetime.date(2026, 11, 1)}
    service = factories.make_service()
    pilot = {"status": Status.PILOTE}
    rows = {"kept": declare(service, kept, pilot, OURS), "gone": declare(service, gone, pilot, OURS)}
    Deployment.objects.filter(pk=rows[stronger].pk).update(status=Status.EN_PRODUCTION, **signed)
    load(cog_file)
    row = Deployment.objects.get()
    assert (row.organisation, row.status, row.standing) == (kept, Status.EN_PRODUCTION, Standing.CONFIRMEE)
    history = DeploymentEvent.objects.filter(service=service, organisation=kept)
    assert history.filter(act="declaration").count() == 2
    last = history.last()
    assert last.changes["status"] == ["pilote", "en-production"]
    assert gone.name in last.reason
    assert set(history.values_list("deployment", flat=True)) == {row.pk}


def test_a_dispute_is_still_to_settle(corse, cog_file):
    kept, gone = corse
    service = factories.make_service()
    factories.make_deployment(service, kept, standing=Standing.CONFIRMEE, confirmed_on=datetime.date(2026, 11, 1))
    factories.make_deployment(service, gone, standing=Standing.CONTESTEE, contest_reason="Jamais vu ici")
    load(cog_file)
    row = Deployment.objects.get()
    assert (row.standing, row.contest_reason) == (Standing.CONTESTEE, "Jamais vu ici")


def test_two_open_requests_for_one_service_leave_the_first_open(corse, cog_file):
    kept, gone = corse
    service = factories.make_service()
    for organisation in (gone, kept):
        asked(service, organisation, factories.make_person(organisation=organisation))
    load(cog_file)
    first, second = RequestedService.objects.order_by("pk")
    assert (first.organisation, first.is_open) == (kept, True)
    assert (second.organisation, second.is_open) == (kept, False)
    assert "une seule organisation" in second.events.last().reason


def test_a_sheet_and_its_drafts_name_the_collectivite_once(corse, cog_file):
    kept, gone = corse
    service = factories.make_service(operator=gone)
    service.consortium = [ConsortiumMember(organisation=gone), ConsortiumMember(organisation=kept)]
    service.partners = [Partner(organisation=gone)]
    draft = service.save_revision()
    draft.publish()
    load(cog_file)
    draft.refresh_from_db()
    again = draft.as_object()
    assert again.operator == kept
    assert [one.organisation for one in again.partners.all()] == [kept]
    assert [one.organisation for one in again.consortium.all()] == [kept]
    service = ServicePage.objects.get()
    assert service.operator == kept
    assert [one.organisation for one in service.consortium.all()] == [kept]


def test_paris_as_a_departement_is_the_same_place(catalogue, cog_file):
    city = factories.make_territory("Paris", code="75056")
    wide = factories.make_territory("Paris", kind="departement", code="75")
    kept = factories.make_organisation("Ville de Paris", territory=city)
    gone = factories.make_organisation("Département de Paris", territory=wide, siren="227500055")
    row = factories.make_deployment(factories.make_service(), gone)
    load(cog_file)
    row.refresh_from_db()
    assert (row.organisation, row.territory) == (kept, city)
    kept.refresh_from_db()
    assert kept.siren == "227500055"


@pytest.mark.parametrize("already", [False, True])
def test_an_organisation_made_from_its_siren_is_the_one_of_its_territory(catalogue, france, cog_file, already):
    arles = france("commune-13004")
    if not already:
        arles.organisations.all().delete()
    else:
        arles.organisations.update(siren=None)
    made = factories.make_organisation("Arles (ville)", kind="groupement", siren="211300041")
    row = factories.make_deployment(factories.make_service(), made)
    load(cog_file)
    only = Organisation.objects.get(siren="211300041")
    assert (only.territory, arles.organisations.count()) == (arles, 1)
    row.refresh_from_db()
    assert row.organisation == only


def test_joining_again_changes_nothing(corse, cog_file):
    load(cog_file)
    before = list(Organisation.objects.order_by("pk").values())
    load(cog_file)
    assert before == list(Organisation.objects.order_by("pk").values())


def test_two_legal_persons_are_not_joined(corse):
    kept, gone = corse
    gone.siren = "222000010"
    gone.save()
    with pytest.raises(ValidationError, match="deux SIREN"):
        join(gone, kept)
    assert Organisation.objects.filter(pk=gone.pk).exists()


def test_every_column_that_names_an_organisation_is_known():
    """Those that have no name on the side of organisations too: a partner would go with it."""
    assert {"Partner", "PendingRequest", "Deployment", "User"} <= {one.related_model.__name__ for one in references()}
