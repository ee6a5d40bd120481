"""Who uses a service, summed up for its sheet; and which services a territory uses."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from catalogue.deployments.covering import Coverage, DepartementUse, coverage_of
from catalogue.deployments.models import IN_USE, Deployment, Status
from catalogue.deployments.timeline import Timeline, timeline_of
from catalogue.services.models import ServicePage
from catalogue.territories.models import Kind, Organisation, Territory

MOST_ADVANCED_FIRST = (Status.EN_PRODUCTION, Status.EN_DEPLOIEMENT, Status.PILOTE, Status.INTERET, Status.ARRETE)


@dataclass(frozen=True)
class StatusCount:
    status: str
    label: str
    count: int


@dataclass(frozen=True)
class KindCount:
    kind: str
    label: str
    count: int


@dataclass(frozen=True)
class Standing:
    """How many organisations stand where with a service; `made_up` of them are there for the demonstration."""

    statuses: tuple[StatusCount, ...]
    made_up: int
    definition: str

    def __bool__(self) -> bool:
        return bool(self.statuses)

    @property
    def total(self) -> int:
        return sum(count.count for count in self.statuses)

    @property
    def deployed(self) -> int:
        """In production, as `definition` says."""
        return sum(count.count for count in self.statuses if count.status == Status.EN_PRODUCTION)

    @property
    def in_use(self) -> int:
        """Pilot, being deployed or in production."""
        return sum(count.count for count in self.statuses if count.status in IN_USE)

    @property
    def has_demo(self) -> bool:
        return self.made_up > 0


@dataclass(frozen=True)
class Adoption(Standing):
    """The same, with where and since when."""

    population: int
    kinds: tuple[KindCount, ...]
    departements: tuple[DepartementUse, ...]
    timeline: Timeline


def adoption_of(service: ServicePage) -> Adoption:
    """Three queries at most, however many organisations use the service."""
    deployments = list(
        Deployment.objects.filter(service=service).select_related("organisation", "territory").order_by("pk")
    )
    in_use = [deployment for deployment in deployments if deployment.status in IN_USE]
    coverage = coverage_of(in_use) if in_use else Coverage((), 0)
    return Adoption(
        statuses=status_counts(Counter(deployment.status for deployment in deployments)),
        made_up=sum(deployment.is_demo for deployment in deployments),
        definition=service.deployed_definition,
        population=coverage.population,
        kinds=_kinds(in_use),
        departements=coverage.departements,
        timeline=timeline_of(deployments),
    )


def in_use_by(user: Territory | Organisation) -> frozenset[int]:
    """Ids of the services that a territory (through its organisations) or an organisation uses; one query."""
    own = _by_territory(user) if isinstance(user, Territory) else Q(organisation=user)
    return frozenset(Deployment.objects.in_use().filter(own).values_list("service_id", flat=True))


def status_counts(counts: Mapping[str, int]) -> tuple[StatusCount, ...]:
    return tuple(StatusCount(s.value, str(s.label), counts[s]) for s in MOST_ADVANCED_FIRST if counts.get(s))


def _by_territory(territory: Territory) -> Q:
    return Q(territory=territory) | Q(organisation__territory=territory)


def _kinds(deployments: Iterable[Deployment]) -> tuple[KindCount, ...]:
    territories = {deployment.territory for deployment in deployments if deployment.territory}
    counts = Counter(territory.kind for territory in territories)
    return tuple(
        KindCount(k.value, f"{k.label}s" if counts[k] > 1 else str(k.label), counts[k]) for k in Kind if counts[k]
    )
