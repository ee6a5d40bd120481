"""The keys under which a deployment is counted: pure rules over one row, its territory and its history."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from catalogue.deployments.models import IN_USE, VALID_STANDINGS, DeploymentEvent, Standing, Status
from catalogue.deployments.signature_rules import VALIDITY, months_before
from catalogue.deployments.territory_places import TerritoryPlace
from catalogue.territories.models import Kind

WIDER = (Kind.REGION, Kind.SYNDICAT)


class UseRecord(NamedTuple):
    """The columns of a deployment that figures depend on."""

    pk: int
    service_id: int
    organisation_id: int
    territory_id: int | None
    status: str
    standing: str
    declared_by: str
    is_demo: bool
    since: date | None
    until: date | None
    stop_reason: str
    confirmed_on: date | None

    @property
    def is_valid(self) -> bool:
        return self.standing in VALID_STANDINGS

    @property
    def in_use(self) -> bool:
        return self.is_valid and self.status in IN_USE


def count_keys_of(use: UseRecord, place: TerritoryPlace | None) -> Iterator[str]:
    """The keys of `ServiceFigures.counts` to which a row adds one: what is counted, then values, separated by bars."""
    demo = "démo" if use.is_demo else ""
    yield f"statut|{use.status}|{use.standing}|{demo}"
    yield f"signature|{use.declared_by}|{use.standing}"
    if use.is_valid:
        begins = "interet" if use.status == Status.INTERET else "debut"
        yield from (f"{what}|{day.year}|{demo}" for what, day in ((begins, use.since), ("fin", use.until)) if day)
    if use.status == Status.ARRETE and use.standing != Standing.CONTESTEE:
        yield f"arret|{use.stop_reason}|{place.stratum if place else ''}|{demo}"
    if place is None:
        return
    if use.status in IN_USE:
        for code in place.departements:
            yield f"departement|{code}|{use.status}|{use.standing}"
            if place.kind in WIDER and place.code != code:  # an overseas collectivité is its own région
                yield f"via|{code}|{place.key}"
    if use.is_valid and use.status == Status.EN_PRODUCTION:
        yield from (f"deploye|{area}" for area in place.areas)


Away = Sequence[tuple[date, date | None]]
"""From which day to which a confirmation was over; None: still."""


def days_of(use: UseRecord, away: Away) -> Iterator[str]:
    """The keys of `ServiceFigures.days`: when a use started, ended, expired, became valid again.

    `away`: from the history. Uses without a date are « sans date ». Contested uses and interests are left out.
    """
    if use.standing == Standing.CONTESTEE or use.status not in (*IN_USE, Status.ARRETE):
        return
    if not use.since or (use.status == Status.ARRETE and not use.until):
        if use.is_valid:
            yield "sans date"
        return
    yield f"debut|{use.since.isoformat()}"
    if use.until:
        yield f"fin|{use.until.isoformat()}"
    if use.confirmed_on and use.standing == Standing.A_RECONFIRMER and not (away and away[-1][1] is None):
        away = [*away, (months_before(use.confirmed_on, -VALIDITY), None)]
    for left, back in away:
        first = max(left, use.since)
        last = min(back or date.max, use.until or date.max)
        if first < last:
            yield f"suspendu|{first.isoformat()}"
            if last < date.max:
                yield f"repris|{last.isoformat()}"


def expired_times(service: int, organisations: Iterable[int] | None = None) -> dict[int, Away]:
    """By id of an organisation whose confirmation expired once: from which day to that of the next event."""
    over = Standing.A_RECONFIRMER.value
    ends = Q(changes__standing__0=over) | Q(changes__standing__1=over)
    events = DeploymentEvent.objects.filter(ends, service=service).order_by("at", "pk")
    if organisations is not None:
        events = events.filter(organisation__in=organisations)
    times: dict[int, list[tuple[date, date | None]]] = {}
    for organisation, at, changes in events.values_list("organisation", "at", "changes"):
        day, its = timezone.localdate(at), times.setdefault(organisation, [])
        if changes["standing"][1] == over:
            its.append((day, None))
        elif its:
            its[-1] = (its[-1][0], day)
    return dict(times)
