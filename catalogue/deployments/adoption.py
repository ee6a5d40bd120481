"""Who uses a service, summed up for its sheet; and which services a territory uses."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, TextChoices

from catalogue.deployments.covering import Coverage, DepartementUse, coverage_of
from catalogue.deployments.models import COUNTED, IN_USE, Deployment, Standing, Status
from catalogue.deployments.obstacles import Obstacles, obstacles_of
from catalogue.deployments.timeline import Timeline, timeline_of
from catalogue.foundation.french import agree
from catalogue.services.models import ServicePage
from catalogue.territories.models import Kind, Organisation, Territory

MOST_ADVANCED_FIRST = (Status.EN_PRODUCTION, Status.EN_DEPLOIEMENT, Status.PILOTE, Status.INTERET, Status.ARRETE)
SUREST_FIRST = (Standing.CONFIRMEE, Standing.DECLAREE, Standing.A_RECONFIRMER, Standing.CONTESTEE)
_PLURALS = {
    Standing.CONFIRMEE: "Confirmées",
    Standing.DECLAREE: "Déclarées",
    Standing.A_RECONFIRMER: "À reconfirmer",
    Standing.CONTESTEE: "Contestées",
}


@dataclass(frozen=True)
class LabelCount:
    """How many there are of what `value` names; `label` agrees with the number."""

    value: str
    label: str
    count: int

    @property
    def in_a_sentence(self) -> str:
        """« 3 à reconfirmer »"""
        return f"{self.count} {self.label[0].lower()}{self.label[1:]}"


@dataclass(frozen=True)
class Tally:
    """How many organisations stand where with a service; `made_up` of them are there for the demonstration.

    `statuses` count what counts, `standings` everybody; `signed` are those of the users only.
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
        """In production, as `definition` says."""
        return sum(count.count for count in self.statuses if count.value == Status.EN_PRODUCTION)

    @property
    def in_use(self) -> int:
        """Pilot, being deployed or in production."""
        return sum(count.count for count in self.users)

    @property
    def signed(self) -> str:
        """« 5 confirmées, 7 déclarées »: what the number of users is made of."""
        return ", ".join(count.in_a_sentence for count in self.users)

    @property
    def apart(self) -> str:
        """« 3 à reconfirmer, 1 contestée »: what no count holds."""
        return ", ".join(count.in_a_sentence for count in self.standings if count.value not in COUNTED)

    @property
    def has_demo(self) -> bool:
        return self.made_up > 0


@dataclass(frozen=True)
class Adoption(Tally):
    """The same, with where, since when, and why some stopped."""

    population: int
    kinds: tuple[LabelCount, ...]
    departements: tuple[DepartementUse, ...]
    timeline: Timeline
    obstacles: Obstacles | None


def adoption_of(service: ServicePage) -> Adoption:
    """Three queries at most, however many organisations use the service."""
    deployments = list(
        Deployment.objects.filter(service=service).select_related("organisation", "territory").order_by("pk")
    )
    in_use = [deployment for deployment in deployments if deployment.status in IN_USE]
    coverage = coverage_of(in_use) if in_use else Coverage((), 0)
    return Adoption(
        **tally(Counter((deployment.status, deployment.standing) for deployment in deployments)),
        made_up=sum(deployment.is_demo for deployment in deployments),
        definition=service.deployed_definition,
        population=coverage.population,
        kinds=_kinds(deployment for deployment in in_use if deployment.standing in COUNTED),
        departements=coverage.departements,
        timeline=timeline_of(deployments),
        obstacles=obstacles_of(deployments),
    )


def tally(counts: Mapping[tuple[str, str], int]) -> dict[str, tuple[LabelCount, ...]]:
    """The counts of a Tally, from the number of organisations at each (status, standing)."""
    statuses: Counter[str] = Counter()
    standings: Counter[str] = Counter()
    users: Counter[str] = Counter()
    for (status, standing), count in counts.items():
        standings[standing] += count
        if standing in COUNTED:
            statuses[status] += count
            users[standing] += count if status in IN_USE else 0
    return {
        "statuses": _label_counts(MOST_ADVANCED_FIRST, statuses),
        "standings": _label_counts(SUREST_FIRST, standings),
        "users": _label_counts(SUREST_FIRST, users),
    }


def in_use_by(user: Territory | Organisation) -> frozenset[int]:
    """Ids of the services that a territory (through its organisations) or an organisation uses; one query."""
    own = _by_territory(user) if isinstance(user, Territory) else Q(organisation=user)
    return frozenset(Deployment.objects.in_use().filter(own).values_list("service_id", flat=True))


def is_made_up(service: ServicePage, user: Territory) -> bool:
    """Whether a territory uses this service in the demonstration only; one query."""
    uses = Deployment.objects.in_use().filter(_by_territory(user), service=service)
    return set(uses.values_list("is_demo", flat=True)) == {True}


def _by_territory(territory: Territory) -> Q:
    return Q(territory=territory) | Q(organisation__territory=territory)


def _kinds(deployments: Iterable[Deployment]) -> tuple[LabelCount, ...]:
    territories = {deployment.territory for deployment in deployments if deployment.territory}
    counts = Counter(territory.kind for territory in territories)
    return tuple(LabelCount(k.value, agree(counts[k], str(k.label)), counts[k]) for k in Kind if counts[k])


def _label_counts(values: Iterable[TextChoices], counts: Mapping[str, int]) -> tuple[LabelCount, ...]:
    return tuple(
        LabelCount(value.value, agree(counts[value], value.label, _PLURALS.get(value, value.label)), counts[value])
        for value in values
        if counts[value]
    )
