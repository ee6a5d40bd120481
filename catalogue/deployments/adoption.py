"""Who uses a service, summed up for its sheet, and which services a territory uses."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, TextChoices
from django.utils import timezone

from catalogue.deployments.departement_uses import DepartementUse, departements_of
from catalogue.deployments.growth import MOST_PERIODS, Growth, growth_of
from catalogue.deployments.models import (
    IN_USE,
    MOST_ADVANCED_FIRST,
    VALID_STANDINGS,
    Deployment,
    OrganisationUse,
    PlaceUse,
    ServiceFigures,
    Standing,
    Status,
)
from catalogue.deployments.obstacles import Obstacles, obstacles_of
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.french import agree
from catalogue.foundation.prepared_queries import Prepared
from catalogue.services.models import ServicePage
from catalogue.territories.models import Kind, Organisation, Territory

SUREST_FIRST = (Standing.CONFIRMEE, Standing.DECLAREE, Standing.A_RECONFIRMER, Standing.CONTESTEE)
_PLURALS: dict[TextChoices, str] = {
    Standing.CONFIRMEE: "Confirmées",
    Standing.DECLAREE: "Déclarées",
    Standing.A_RECONFIRMER: "À reconfirmer",
    Standing.CONTESTEE: "Contestées",
}


@dataclass(frozen=True)
class LabelCount:
    """A count with its label, which agrees with the number."""

    value: str
    label: str
    count: int

    @property
    def in_a_sentence(self) -> str:
        """« 3 à reconfirmer »"""
        return f"{self.count} {self.label[0].lower()}{self.label[1:]}"


@dataclass(frozen=True)
class Tally:
    """Numbers of organisations by status and by standing; `made_up` of them are demonstration data.

    `statuses` are those of valid deployments, `standings` of all; `users` are the standings of organisations in use.
    """

    statuses: tuple[LabelCount, ...]
    standings: tuple[LabelCount, ...]
    users: tuple[LabelCount, ...]
    made_up: int
    definition: str

    def __bool__(self) -> bool:
        return self.total > 0

    @property
    def total(self) -> int:
        return sum(count.count for count in self.standings)

    @property
    def deployed(self) -> int:
        """In production, in the sense of `definition`."""
        return sum(count.count for count in self.statuses if count.value == Status.EN_PRODUCTION)

    @property
    def in_use(self) -> int:
        """Pilot, being deployed or in production."""
        return sum(count.count for count in self.users)

    @property
    def by_signature(self) -> str:
        """« 5 confirmées, 7 déclarées »: how the users are signed."""
        return ", ".join(count.in_a_sentence for count in self.users)

    @property
    def apart(self) -> str:
        """« 3 à reconfirmer, 1 contestée »: what is not counted."""
        return ", ".join(count.in_a_sentence for count in self.standings if count.value not in VALID_STANDINGS)

    @property
    def has_demo(self) -> bool:
        return self.made_up > 0


@dataclass(frozen=True)
class Adoption(Tally):
    """A tally, with where, since when, and why some stopped."""

    population: int
    kinds: tuple[LabelCount, ...]
    departements: tuple[DepartementUse, ...]
    growth: Growth
    obstacles: Obstacles | None


def adoption_of(service: ServicePage, periods: int = MOST_PERIODS) -> Adoption:
    """Two queries at most, however many organisations use the service. `periods`: those of its growth, at most."""
    counts, population, days = _figures(service)
    return Adoption(
        **vars(tally_of(counts, service)),
        population=population,
        kinds=_kinds(counts),
        departements=departements_of(counts),
        growth=growth_of(days, periods),
        obstacles=obstacles_of(counts),
    )


def counts_of(service: ServicePage) -> dict[str, int]:
    """`ServiceFigures.counts`; one query."""
    return _figures(service)[0]


def _figures(service: ServicePage) -> tuple[dict[str, int], int, dict[str, int]]:
    """Counts, population, counts by day; one query."""
    return next(iter(_FIGURES.rows([service.pk])), ({}, 0, {}))


_FIGURES = Prepared(
    lambda ids: ServiceFigures.objects.filter(pk__in=ids).values_list("counts", "population", "days"), 1
)


def tally_of(counts: Mapping[str, int], service: ServicePage) -> Tally:
    """From `ServiceFigures.counts`."""
    statuses: Counter[str] = Counter()
    standings: Counter[str] = Counter()
    users: Counter[str] = Counter()
    made_up = 0
    for key, count in counts.items():
        if not key.startswith("statut|"):
            continue
        _, status, standing, demo = key.split("|")
        standings[standing] += count
        made_up += count if demo else 0
        if standing in VALID_STANDINGS:
            statuses[status] += count
            users[standing] += count if status in IN_USE else 0
    return Tally(
        statuses=_label_counts(MOST_ADVANCED_FIRST, statuses),
        standings=_label_counts(SUREST_FIRST, standings),
        users=_label_counts(SUREST_FIRST, users),
        made_up=made_up,
        definition=service.deployed_definition,
    )


@dataclass(frozen=True)
class CatalogueUse:
    """How many organisations use at least one public service, and in how many territories."""

    organisations: int
    territories: int
    has_demo: bool


def catalogue_use() -> CatalogueUse:
    """A few queries in the minutes between the expiry of a service and its unpublication by the worker."""
    organisations, territories, made_up, expires = _totals()
    if expires is None or expires > timezone.now():
        return CatalogueUse(organisations, territories, made_up)
    listed = ServiceFigures.objects.filter(listed=True)
    expired = list(listed.filter(expires__lte=timezone.now()).values_list("pk", flat=True))
    return CatalogueUse(
        organisations - _only_in(OrganisationUse, "organisation_id", expired),
        territories - _only_in(PlaceUse, "territory_id", expired),
        listed.filter(made_up__gt=0).exclude(pk__in=expired).exists(),
    )


@kept_until_written
def _totals() -> tuple[int, int, bool, datetime | None]:
    """Organisations, territories, whether something is made up, when the next service expires, if one does."""
    listed = ServiceFigures.objects.filter(listed=True)
    return (
        OrganisationUse.objects.filter(services__gt=0).count(),
        PlaceUse.objects.filter(services__gt=0).count(),
        listed.filter(made_up__gt=0).exists(),
        listed.filter(expires__isnull=False).order_by("expires").values_list("expires", flat=True).first(),
    )


def _only_in(model: type[OrganisationUse] | type[PlaceUse], column: str, expired: list[int]) -> int:
    """How many use only these services, which have just expired."""
    if not expired:
        return 0
    theirs = Deployment.objects.in_use().filter(service__in=expired, **{f"{column}__isnull": False}).order_by()
    some = dict(theirs.values(column).annotate(n=Count("service_id", distinct=True)).values_list(column, "n"))
    all_of_theirs = model.objects.filter(pk__in=list(some)).values_list("pk", "services")
    return sum(services == some[pk] for pk, services in all_of_theirs)


def in_use_by(user: Territory | Organisation) -> frozenset[int]:
    """Ids of the services used by an organisation, or by the organisations of a territory; one query."""
    return frozenset(used_by(user))


def used_by(user: Territory | Organisation) -> dict[int, bool]:
    """By the id of each service in use: whether that is only demonstration data; one query."""
    made_up: dict[int, bool] = {}
    uses = _USES_AT if isinstance(user, Territory) else _USES_OF
    for service, is_demo in uses.rows([user.pk]):
        made_up[service] = made_up.get(service, True) and is_demo
    return made_up


def _write_uses_at(ids: list[int]) -> QuerySet:
    """Each half of the question is answered by an index."""
    uses = Deployment.objects.in_use().order_by().values_list("service_id", "is_demo")
    theirs = uses.filter(organisation__in=Organisation.objects.filter(territory__in=ids))
    return uses.filter(territory__in=ids).union(theirs)


def _write_uses_of(ids: list[int]) -> QuerySet:
    return Deployment.objects.in_use().filter(organisation__in=ids).order_by().values_list("service_id", "is_demo")


_USES_AT, _USES_OF = Prepared(_write_uses_at, 1), Prepared(_write_uses_of, 1)


def _kinds(counts: Mapping[str, int]) -> tuple[LabelCount, ...]:
    found = ((kind, counts.get(f"nature|{kind}", 0)) for kind in Kind)
    return tuple(LabelCount(kind.value, agree(count, str(kind.label)), count) for kind, count in found if count)


def _label_counts(values: Iterable[TextChoices], counts: Mapping[str, int]) -> tuple[LabelCount, ...]:
    return tuple(
        LabelCount(value.value, agree(counts[value], value.label, _PLURALS.get(value, value.label)), counts[value])
        for value in values
        if counts[value]
    )
