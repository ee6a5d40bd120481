"""Who uses a service, summed up for its sheet; and which services a territory uses."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.formats import date_format

from catalogue.deployments.covering import Coverage, DepartementUse, coverage_of
from catalogue.deployments.models import IN_USE, Deployment, Status
from catalogue.services.models import ServicePage
from catalogue.territories.models import Kind, Organisation, Territory

_MOST_ADVANCED_FIRST = [Status.EN_PRODUCTION, Status.EN_DEPLOIEMENT, Status.PILOTE, Status.INTERET, Status.ARRETE]


@dataclass(frozen=True)
class AdoptionRow:
    """One organisation and its use of the service, as a table shows it."""

    organisation: str
    url: str
    kind: str
    status: str
    status_label: str
    since: date | None
    until: date | None
    pilot_sites: tuple[str, ...]
    source: str
    is_demo: bool


@dataclass(frozen=True)
class Event:
    """`when` is the date in words: a day, or a year when there are too many events to tell each."""

    date: date
    label: str
    when: str
    is_demo: bool = False


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
class Adoption:
    """`in_use`: pilot, being deployed or in production; `deployed`: in production, as `definition` says."""

    statuses: tuple[StatusCount, ...]
    deployed: int
    in_use: int
    population: int
    kinds: tuple[KindCount, ...]
    departements: tuple[DepartementUse, ...]
    rows: tuple[AdoptionRow, ...]
    events: tuple[Event, ...]
    has_demo: bool
    definition: str

    def __bool__(self) -> bool:
        return bool(self.rows)


def adoption_of(service: ServicePage) -> Adoption:
    """Three queries at most, however many organisations use the service."""
    deployments = list(
        Deployment.objects.filter(service=service).select_related("organisation", "territory").order_by("pk")
    )
    in_use = [deployment for deployment in deployments if deployment.status in IN_USE]
    coverage = coverage_of(in_use) if in_use else Coverage((), 0)
    statuses = _statuses(deployments)
    return Adoption(
        statuses=statuses,
        deployed=sum(count.count for count in statuses if count.status == Status.EN_PRODUCTION),
        in_use=len(in_use),
        population=coverage.population,
        kinds=_kinds(in_use),
        departements=coverage.departements,
        rows=tuple(_row(deployment) for deployment in sorted(deployments, key=_most_advanced_first)),
        events=_events(deployments),
        has_demo=any(deployment.is_demo for deployment in deployments),
        definition=service.deployed_definition,
    )


def in_use_by(user: Territory | Organisation) -> frozenset[int]:
    """Ids of the services that a territory (through its organisations) or an organisation uses; one query."""
    own = _by_territory(user) if isinstance(user, Territory) else Q(organisation=user)
    return frozenset(Deployment.objects.in_use().filter(own).values_list("service_id", flat=True))


def _by_territory(territory: Territory) -> Q:
    return Q(territory=territory) | Q(organisation__territory=territory)


def _most_advanced_first(deployment: Deployment) -> tuple[int, str]:
    return _MOST_ADVANCED_FIRST.index(Status(deployment.status)), deployment.organisation.name


def _statuses(deployments: Iterable[Deployment]) -> tuple[StatusCount, ...]:
    counts = Counter(deployment.status for deployment in deployments)
    return tuple(StatusCount(s.value, str(s.label), counts[s]) for s in _MOST_ADVANCED_FIRST if counts[s])


def _kinds(deployments: Iterable[Deployment]) -> tuple[KindCount, ...]:
    territories = {deployment.territory for deployment in deployments if deployment.territory}
    counts = Counter(territory.kind for territory in territories)
    return tuple(
        KindCount(k.value, f"{k.label}s" if counts[k] > 1 else str(k.label), counts[k]) for k in Kind if counts[k]
    )


def _row(deployment: Deployment) -> AdoptionRow:
    territory = deployment.territory
    return AdoptionRow(
        organisation=deployment.organisation.name,
        url=territory.get_absolute_url() if territory else "",
        kind=territory.get_kind_display() if territory else deployment.organisation.get_kind_display(),
        status=deployment.status,
        status_label=deployment.get_status_display(),
        since=deployment.since,
        until=deployment.until,
        pilot_sites=tuple(deployment.site_names),
        source=deployment.source,
        is_demo=deployment.is_demo,
    )


def _events(deployments: Iterable[Deployment]) -> tuple[Event, ...]:
    """What happened and when, oldest first; beyond a dozen dates, year by year."""
    dated = [*_happenings(deployments)]
    by_year = len({(day, what) for day, what, _ in dated}) > _TOLD_BY_DAY
    together: dict[date, dict[str, list[Deployment]]] = {}
    for day, what, deployment in dated:
        when = day.replace(month=1, day=1) if by_year else day
        together.setdefault(when, {}).setdefault(what, []).append(deployment)
    return tuple(
        Event(
            date=day,
            label=" ; ".join(_event_label(what, happened[what]) for what in sorted(happened)),
            when=str(day.year) if by_year else date_format(day, "j F Y"),
            is_demo=any(deployment.is_demo for alike in happened.values() for deployment in alike),
        )
        for day, happened in sorted(together.items(), key=lambda item: item[0])
    )


def _happenings(deployments: Iterable[Deployment]) -> Iterator[tuple[date, str, Deployment]]:
    for deployment in deployments:
        if deployment.since:
            yield deployment.since, "interet" if deployment.status == Status.INTERET else "debut", deployment
        if deployment.until:
            yield deployment.until, "fin", deployment


_TOLD_BY_DAY = 12
_NAMED_TOGETHER = 5


def _event_label(what: str, deployments: list[Deployment]) -> str:
    names = [deployment.organisation.name for deployment in deployments]
    listed = ", ".join(names[:_NAMED_TOGETHER])
    if len(names) > _NAMED_TOGETHER:
        others = len(names) - _NAMED_TOGETHER
        listed += f" et {others} autre{'s' if others > 1 else ''}"
    many = len(names) > 1
    verbs = {
        "debut": "commencent à l'utiliser" if many else "commence à l'utiliser",
        "interet": "se disent intéressées" if many else "se dit intéressée",
        "fin": "cessent de l'utiliser" if many else "cesse de l'utiliser",
    }
    return f"{listed} {verbs[what]}"
