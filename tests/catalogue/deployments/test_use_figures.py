"""Figures kept with each write are those that counting the rows again gives, whatever people do."""

from contextlib import suppress
from datetime import date, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalogue.deployments import changing, confirming
from catalogue.deployments.changing import Author, Edit, declaration, state_of, write
from catalogue.deployments.checking_figures import differences
from catalogue.deployments.confirming import expire_confirmations
from catalogue.deployments.models import (
    Act,
    AreaUse,
    Channel,
    Deployment,
    OrganisationUse,
    Party,
    ServiceFigures,
    Status,
    StopReason,
)
from catalogue.territories.joining import join
from catalogue.territories.models import Containment, Organisation
from tests import factories

pytestmark = pytest.mark.django_db

ANCT, TEAM, TOWN = (Author(party, Channel.ESPACE) for party in (Party.ANCT, Party.SERVICE, Party.ORGANISATION))


def wrong():
    return list(differences())


@pytest.fixture
def people(country):
    """An organisation for each territory, a second one for some, one without territory."""
    places = sorted(set(vars(country).values()), key=lambda place: place.pk)
    syndicat = factories.make_territory("Syndicat", kind="syndicat", code="254200000", population=None)
    for member in (country.village, country.drome):
        Containment.objects.create(container=syndicat, member=member)
    organisations = [factories.make_organisation(territory=place) for place in (*places, syndicat)]
    organisations += [
        factories.make_organisation(f"CCAS {place.name}", kind="operateur", territory=place) for place in places[:4]
    ]
    return [*organisations, factories.make_organisation("Un ministère")]


def a_day(rng):
    return date(2019, 1, 1) + timedelta(days=rng.randrange(2_500))


def values(rng):
    status = rng.choice(Status.values)
    found = {"status": status, "since": rng.choice([None, a_day(rng)]), "is_demo": rng.random() < 0.3}
    if status == Status.ARRETE:
        found |= {
            "stop_reason": rng.choice(StopReason.values),
            "until": rng.choice([None, date(2026, 5, rng.randint(1, 28))]),
        }
    return found


class Life:
    """What people do to a few services, drawn at random."""

    def __init__(self, seed, people):
        self.rng = Random(seed)
        self.people = people
        self.services = [factories.make_service() for _ in range(3)]

    def declare(self):
        service, organisation = self.rng.choice(self.services), self.rng.choice(self.people)
        if not Deployment.objects.filter(service=service, organisation=organisation).exists():
            changing.declare(service, organisation, values(self.rng), self.rng.choice([ANCT, TEAM, TOWN]))

    def change(self):
        if row := self._row():
            changing.change(row, values(self.rng), ANCT)

    def withdraw(self):
        if row := self._row():
            changing.withdraw(row, ANCT)

    def confirm(self):
        if row := self._row():
            with suppress(ValidationError):
                confirming.confirm(row, TEAM if row.declared_by == Party.ORGANISATION else TOWN)

    def contest(self):
        if row := self._row():
            with suppress(ValidationError):
                confirming.contest(row, TEAM if row.declared_by == Party.ORGANISATION else TOWN, "Jamais eu.")

    def expire(self):
        expire_confirmations(timezone.localdate() + timedelta(days=self.rng.choice([0, 500])))

    def close_or_open(self):
        service = self.rng.choice(self.services)
        service.refresh_from_db()
        if service.live:
            service.unpublish()
        else:
            factories.publish(service)

    def count_people(self):
        place = self.rng.choice(self.people).territory
        if place:
            place.population = self.rng.randrange(100_000)
            place.save()

    def load(self):
        service = self.rng.choice(self.services)
        have = set(service.deployments.values_list("organisation", flat=True))
        fresh = [each for each in self.people if each.pk not in have]
        edits = [declaration(Deployment(service=service, organisation=each), values(self.rng), TEAM) for each in fresh]
        edits += [Edit(row, Act.WITHDRAWN, state_of(row), removed=True) for row in service.deployments.all()[:3]]
        write(edits, TEAM)

    def _row(self):
        rows = list(Deployment.objects.exclude(standing="contestee"))
        return self.rng.choice(rows) if rows else None


@pytest.mark.parametrize("seed", range(4))
def test_no_difference_after_random_edits(people, seed):
    life = Life(seed, people)
    deeds = [life.declare] * 3 + [life.change, life.withdraw, life.confirm, life.contest, life.expire]
    deeds += [life.close_or_open, life.count_people, life.load]
    for _ in range(60):
        life.rng.choice(deeds)()
    assert wrong() == []


def test_no_difference_after_organisations_and_links_change(country, people):
    service = factories.make_service()
    for organisation in people:
        changing.declare(service, organisation, {"status": "en-production"}, ANCT)
    assert wrong() == []
    ccas = Organisation.objects.get(name=f"CCAS {people[0].territory.name}")
    join(ccas, people[0])
    assert wrong() == []
    lone = factories.make_organisation("Rien encore", kind="operateur", territory=country.stranger)
    changing.declare(factories.make_service(), lone, {"status": "pilote"}, ANCT)
    join(lone, Organisation.objects.filter(territory=country.stranger).exclude(pk=lone.pk).first())
    assert wrong() == []
    Containment.objects.filter(member=country.big).first().delete()
    Containment.objects.create(container=country.drome, member=country.big)
    assert wrong() == []
    service.delete()
    assert wrong() == []
    assert not ServiceFigures.objects.filter(in_use__gt=1).exists()
    assert not OrganisationUse.objects.filter(services__gt=1).exists()


def test_a_service_that_nobody_may_see_counts_in_no_total(country, use):
    service = factories.make_service()
    use(service, country.village)
    assert OrganisationUse.objects.filter(services__gt=0).count() == 1
    restriction = factories.restrict(service)
    assert OrganisationUse.objects.filter(services__gt=0).count() == 0
    restriction.delete()
    assert OrganisationUse.objects.filter(services__gt=0).count() == 1
    restriction = factories.restrict(service.get_parent())
    assert wrong() == [] and OrganisationUse.objects.filter(services__gt=0).count() == 0
    restriction.delete()
    assert wrong() == []


def test_the_command_tells_a_difference_and_mends_it(country, use):
    service = factories.make_service()
    use(service, country.village)
    AreaUse.objects.filter(service=service).update(places=7)
    OrganisationUse.objects.update(services=3)
    with pytest.raises(CommandError, match="écart"):
        call_command("check_figures", stdout=StringIO())
    call_command("check_figures", "--mend", stdout=StringIO())
    out = StringIO()
    call_command("check_figures", stdout=out)
    assert out.getvalue() == "0 écart.\n"
