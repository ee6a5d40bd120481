"""Keeps the figures of adoption in step with deployments, so that a page costs the same for 10 users and for 35 000.

Most figures are sums over deployments: each row adds one to the keys given by `count_keys_of` and `days_of`. A write
subtracts what the row contributed before and adds what it contributes now. What two rows may share (a territory used
through two organisations, inhabitants who live in two of the territories covered) is counted by place, when a service
starts or stops being used there.

Everything happens in the transaction of the write, under a lock on the service's row of figures.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q

from catalogue.deployments.figure_keys import Away, UseRecord, count_keys_of, days_of, expired_times
from catalogue.deployments.listed_use import State, count_services, count_users_of, states_of
from catalogue.deployments.models import (
    IN_USE,
    VALID_STANDINGS,
    AreaUse,
    Deployment,
    OrganisationUse,
    PlaceUse,
    ServiceFigures,
    Standing,
    Status,
)
from catalogue.deployments.territory_places import TerritoryPlace, places_of
from catalogue.foundation.bitmap import Bitmap
from catalogue.foundation.chunks import chunks
from catalogue.territories.models import Kind

log = logging.getLogger(__name__)

FRANCE = 0
"""`AreaUse.area` of the whole country."""
_AT_ONCE = 500


@dataclass
class UseChange:
    """The changes of one service: its rows before and after, and what history said about them."""

    before: list[UseRecord] = field(default_factory=list)
    after: list[UseRecord] = field(default_factory=list)
    away_before: dict[int, Away] = field(default_factory=dict)
    away_after: dict[int, Away] = field(default_factory=dict)


@contextmanager
def counting(pks: Iterable[int]) -> Iterator[set[int]]:
    """Keeps figures in step with deployments written in the block, which adds new ones to the set that is yielded."""
    changes: dict[int, UseChange] = defaultdict(UseChange)
    with transaction.atomic():
        written = set(pks)
        for use in read(written):
            changes[use.service_id].before.append(use)
        for service, change in changes.items():
            change.away_before = _away(service, change.before)
        yield written
        _put_in_order(written)
        for use in read(written):
            changes[use.service_id].after.append(use)
        for service, change in changes.items():
            change.away_after = _away(service, change.after)
        _apply(changes)


@transaction.atomic
def follow(before: Iterable[UseRecord], after: Iterable[UseRecord]) -> None:
    """For rows written outside of `counting`."""
    changes: dict[int, UseChange] = defaultdict(UseChange)
    for use in before:
        changes[use.service_id].before.append(use)
    _put_in_order(use.pk for use in after)
    for use in after:
        changes[use.service_id].after.append(use)
    for service, change in changes.items():
        change.away_before = change.away_after = _away(service, [*change.before, *change.after])
    _apply(changes)


@transaction.atomic
def read(pks: Iterable[int]) -> list[UseRecord]:
    """The current deployments, locked until the end of the transaction."""
    found: list[UseRecord] = []
    for some in chunks(sorted(pks), _AT_ONCE):
        found += _uses(Deployment.objects.filter(pk__in=some).select_for_update())
    return found


def _uses(rows) -> Iterator[UseRecord]:
    return (UseRecord(*row) for row in rows.order_by("pk").values_list(*UseRecord._fields))


def _put_in_order(pks: Iterable[int]) -> None:
    for some in chunks(sorted(pks), _AT_ONCE):
        Deployment.objects.filter(pk__in=some).put_in_order()


def _away(service: int, uses: list[UseRecord]) -> dict[int, Away]:
    found: dict[int, Away] = {}
    for some in chunks(uses, _AT_ONCE):
        found |= expired_times(service, [use.organisation_id for use in some])
    return found


def _apply(changes: dict[int, UseChange]) -> None:
    for service, figures in _locked(changes).items():
        _shift(figures, changes[service])


def _locked(services: Iterable[int]) -> dict[int, ServiceFigures]:
    """Their figures, created if missing and locked until the end of the transaction, always in the same order."""
    wanted = sorted(services)
    rows = ServiceFigures.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    found = {row.pk: row for row in rows}
    if missing := [pk for pk in wanted if pk not in found]:
        states = states_of(missing)
        fresh = (ServiceFigures(pk=pk, **states[pk]._asdict()) for pk in missing if pk in states)
        ServiceFigures.objects.bulk_create(fresh, ignore_conflicts=True)
        found = {row.pk: row for row in rows.all()}
    return found


def _shift(figures: ServiceFigures, change: UseChange) -> None:
    """Subtracts what rows contributed before, adds what they contribute now."""
    both = (change.before, change.after)
    places = places_of(use.territory_id for uses in both for use in uses if use.territory_id)
    counts, days = Counter(figures.counts), Counter(figures.days)
    users, made_up = Bitmap.read(figures.users), Bitmap.read(figures.made_up_users)
    for uses, sign, away in ((change.before, -1, change.away_before), (change.after, 1, change.away_after)):
        for use in uses:
            place = places.get(use.territory_id) if use.territory_id else None
            _add(counts, count_keys_of(use, place), sign)
            _add(days, days_of(use, away.get(use.organisation_id, ())), sign)
            if use.in_use:
                users.put(use.organisation_id, present=sign > 0)
                if use.is_demo:
                    made_up.put(use.organisation_id, present=sign > 0)
    begun = _begun(figures.pk, change, places)
    for pk, place_change in begun.items():
        if place_change.sign:
            _add(counts, place_keys(places[pk]), place_change.sign)
    if min(counts.values(), default=0) < 0 or min(days.values(), default=0) < 0:
        log.error("figures of service %s did not follow its rows: counted again", figures.pk)
        recount([figures.pk])
        return
    figures.counts, figures.days = _kept(counts), _kept(days)
    figures.users, figures.made_up_users = users.written(), made_up.written()
    figures.population += _population_change(figures.pk, begun, places)
    figures.in_use, figures.confirmed, figures.deployed, figures.made_up = _totals(figures.counts)
    figures.save()
    _shift_areas(figures.pk, begun, places)
    if figures.listed:
        _shift_users(change, begun)


def _add(counts: Counter[str], keys: Iterable[str], sign: int) -> None:
    for key in keys:
        counts[key] += sign


def _kept(counts: Counter[str]) -> dict[str, int]:
    return {key: number for key, number in sorted(counts.items()) if number}


def _totals(counts: dict[str, int]) -> tuple[int, int, int, int]:
    """In use, confirmed, in production, made up."""
    in_use = confirmed = deployed = made_up = 0
    for key, number in counts.items():
        what, _, values = key.partition("|")
        if what == "statut":
            status, standing, demo = values.split("|")
            if status in IN_USE and standing in VALID_STANDINGS:
                in_use += number
                confirmed += number if standing == Standing.CONFIRMEE else 0
                deployed += number if status == Status.EN_PRODUCTION else 0
                made_up += number if demo else 0
    return in_use, confirmed, deployed, made_up


# Places: where the service begins, or ends, to be used.


class PlaceChange(NamedTuple):
    """1: the service starts being used there, -1: it stops, 0: neither; the same for demonstration data."""

    sign: int
    made_up: int


def _begun(service: int, change: UseChange, places: dict[int, TerritoryPlace]) -> dict[int, PlaceChange]:
    more: Counter[int] = Counter()
    more_made_up: Counter[int] = Counter()
    for uses, sign in ((change.before, -1), (change.after, 1)):
        for use in uses:
            if use.in_use and use.territory_id in places:
                more[use.territory_id] += sign
                more_made_up[use.territory_id] += sign if use.is_demo else 0
    moved = sorted(pk for pk in more if more[pk] or more_made_up[pk])
    begun = {}
    now = _uses_in(service, moved)
    for pk in moved:
        there, made_up = now.get(pk, (0, 0))
        sign = (there > 0) - (there - more[pk] > 0)
        made_up_sign = (made_up > 0) - (made_up - more_made_up[pk] > 0)
        if sign or made_up_sign:
            begun[pk] = PlaceChange(sign, made_up_sign)
    return begun


def _uses_in(service: int, territories: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By territory: how many uses count there, and how many of them are made up."""
    found: dict[int, tuple[int, int]] = {}
    for some in chunks(territories, _AT_ONCE):
        rows = Deployment.objects.in_use().filter(service=service, territory__in=some).order_by().values("territory_id")
        counted = rows.annotate(uses=Count("pk"), made_up=Count("pk", filter=Q(is_demo=True)))
        found |= {row["territory_id"]: (row["uses"], row["made_up"]) for row in counted}
    return found


def place_keys(place: TerritoryPlace) -> Iterator[str]:
    """Counted once per territory, however many organisations use the service there."""
    yield f"nature|{place.kind}"
    if place.kind != Kind.COMMUNE:  # nothing is in a commune: nobody asks what is used around through it
        yield f"present|{place.key}"


def _population_change(service: int, begun: dict[int, PlaceChange], places: dict[int, TerritoryPlace]) -> int:
    """Inhabitants of the territories used, without those inside another one that is used.

    Two that only overlap (an EPCI and a département it crosses into) both count in full.
    """
    moved = {pk: change.sign for pk, change in begun.items() if change.sign}
    if not moved:
        return 0
    inside = _used_inside(service, [pk for pk in moved if places[pk].kind != Kind.COMMUNE])
    touched = {pk: places[pk] for pk in moved} | places_of(inside.difference(moved))
    above = {pk for place in touched.values() for pk in place.whole}
    after = set(_uses_in(service, sorted({*touched, *above})))
    before = (after - {pk for pk, sign in moved.items() if sign > 0}) | {pk for pk, sign in moved.items() if sign < 0}
    return sum(
        place.population * (_counts(pk, place, after) - _counts(pk, place, before)) for pk, place in touched.items()
    )


def _counts(pk: int, place: TerritoryPlace, used: set[int]) -> bool:
    return pk in used and not place.whole & used


_USED_INSIDE = """
WITH RECURSIVE down(far) AS (
    SELECT member_id FROM territories_containment WHERE container_id IN ({ids}) AND NOT partial
    UNION
    SELECT link.member_id FROM territories_containment link JOIN down ON link.container_id = down.far
    WHERE NOT link.partial
) SELECT DISTINCT used.territory_id FROM deployments_deployment used JOIN down ON used.territory_id = down.far
WHERE used.service_id = %s
"""


def _used_inside(service: int, territories: Iterable[int]) -> set[int]:
    """Ids of the territories of the service's users inside these."""
    found: set[int] = set()
    for some in chunks(sorted(territories), _AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(_USED_INSIDE.format(ids=", ".join(["%s"] * len(some))), [*some, service])
            found.update(pk for (pk,) in cursor.fetchall())
    return found


def _shift_areas(service: int, begun: dict[int, PlaceChange], places: dict[int, TerritoryPlace]) -> None:
    """In each container of the place: use by territories of the same kind and size, and by all."""
    moved: dict[tuple[int, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for pk, change in begun.items():
        place = places[pk]
        alike = ((area, place.kind, place.stratum) for area in (*place.around, FRANCE))
        everybody = ((area, "", "") for area in place.around)
        for key in (*alike, *everybody):
            moved[key][0] += change.sign
            moved[key][1] += change.made_up
    keys = [key for key, number in moved.items() if any(number)]
    rows: dict[tuple[int, str, str], AreaUse] = {}
    for some in chunks(sorted({area for area, _, _ in keys}), _AT_ONCE):
        found = AreaUse.objects.filter(service=service, area__in=some)
        rows |= {(row.area, row.kind, row.stratum): row for row in found}
    fresh: list[AreaUse] = []
    written: list[AreaUse] = []
    gone: list[AreaUse] = []
    for area, kind, stratum in keys:
        places_more, made_up_more = moved[area, kind, stratum]
        row = rows.get((area, kind, stratum)) or AreaUse(area=area, kind=kind, stratum=stratum, service_id=service)
        row.places += places_more
        row.made_up += made_up_more
        (gone if not row.places else written if row.pk else fresh).append(row)
    AreaUse.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    AreaUse.objects.bulk_update(written, ["places", "made_up"], batch_size=100)
    AreaUse.objects.filter(pk__in=[row.pk for row in gone]).delete()


# The whole catalogue.


def _shift_users(change: UseChange, begun: dict[int, PlaceChange]) -> None:
    before = {use.organisation_id for use in change.before if use.in_use}
    after = {use.organisation_id for use in change.after if use.in_use}
    count_services(OrganisationUse, after - before, 1)
    count_services(OrganisationUse, before - after, -1)
    count_services(PlaceUse, {pk for pk, place in begun.items() if place.sign > 0}, 1)
    count_services(PlaceUse, {pk for pk, place in begun.items() if place.sign < 0}, -1)


@transaction.atomic
def relist(services: Iterable[int]) -> None:
    """Checks again whether these services are public; only then do their users count in the totals of the catalogue."""
    states = states_of(services)
    rows = ServiceFigures.objects.filter(pk__in=list(states)).values_list("pk", *State._fields)
    known = {pk: State(*state) for pk, *state in rows}
    moved = [pk for pk, state in states.items() if known.get(pk, State(False, None, None)) != state]
    for pk, figures in _locked(pk for pk in moved if pk in known or states[pk].listed).items():
        state = states_of([pk])[pk]
        if figures.listed != state.listed and figures.in_use:
            count_users_of(pk, 1 if state.listed else -1)
        ServiceFigures.objects.filter(pk=pk).update(**state._asdict())


@transaction.atomic
def forget(service: int) -> None:
    """Before a service is deleted."""
    for figures in ServiceFigures.objects.select_for_update().filter(pk=service):
        if figures.listed:
            count_users_of(service, -1)
        AreaUse.objects.filter(service=service).delete()
        figures.delete()


# Counting again from the rows.


@transaction.atomic
def recount(services: Iterable[int]) -> None:
    """Deletes the figures of these services and counts their rows."""
    wanted = sorted(set(services))
    for pk, figures in _locked(wanted).items():
        if figures.listed:
            count_users_of(pk, -1)
        AreaUse.objects.filter(service=pk).delete()
        ServiceFigures.objects.filter(pk=pk).delete()
    for pk, figures in _locked(wanted).items():
        Deployment.objects.filter(service=pk).put_in_order()
        uses = list(_uses(Deployment.objects.filter(service=pk)))
        _shift(figures, UseChange(after=uses, away_after=expired_times(pk)))


_USED_THERE = """
WITH RECURSIVE down(far) AS (
    SELECT id FROM territories_territory WHERE id IN ({ids})
    UNION
    SELECT link.member_id FROM territories_containment link JOIN down ON link.container_id = down.far
), touched(far) AS (
    SELECT far FROM down
    UNION
    SELECT link.container_id FROM territories_containment link
    JOIN down ON link.member_id = down.far JOIN territories_territory above ON above.id = link.container_id
    WHERE above.kind = 'syndicat'
) SELECT DISTINCT used.service_id FROM deployments_deployment used JOIN touched ON used.territory_id = touched.far
"""


def services_used_in(territories: Iterable[int], themselves: Iterable[int] = ()) -> set[int]:
    """Ids of the services used there, inside it, and by a syndicat of which one of these is a member.

    `themselves`: others, without what lies inside.
    """
    found = set(
        Deployment.objects.filter(territory__in=list(themselves)).order_by().values_list("service_id", flat=True)
    )
    for some in chunks(sorted(territories), _AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(_USED_THERE.format(ids=", ".join(["%s"] * len(some))), list(some))
            found.update(pk for (pk,) in cursor.fetchall())
    return found
