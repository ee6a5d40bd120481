"""Where territories are, as figures of adoption count them; read for many at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection

from catalogue.foundation.chunks import chunks
from catalogue.territories.governing import ALSACE, LYON, RHONE
from catalogue.territories.models import Containment, Kind, Territory

_AT_ONCE = 500
_LEVELS = 4  # commune -> intercommunalité -> département -> région
_UP = """
WITH RECURSIVE up(origin, far, whole) AS (
    SELECT member_id, container_id, NOT partial FROM territories_containment WHERE member_id IN ({ids})
    UNION
    SELECT up.origin, link.container_id, up.whole
    FROM territories_containment link JOIN up ON link.member_id = up.far WHERE NOT link.partial
) SELECT origin, far, whole FROM up
"""


@dataclass
class TerritoryPlace:
    """A territory.

    `whole`: ids of the territories that contain all of it; `around`: of those that contain all or part of it.
    `departements`: codes of the départements it is in or contains. `areas`: keys of the départements and régions it is
    or is in; a région that uses a service counts for the région, not for each of its départements.
    """

    key: str
    kind: str
    code: str
    stratum: str
    population: int
    whole: set[int] = field(default_factory=set)
    around: set[int] = field(default_factory=set)
    departements: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)


def places_of(territories: Iterable[int]) -> dict[int, TerritoryPlace]:
    """By id; about ten queries for each 500 territories."""
    places: dict[int, TerritoryPlace] = {}
    for some in chunks(sorted(set(territories)), _AT_ONCE):
        places |= _read(some)
    return places


def _read(ids: Sequence[int]) -> dict[int, TerritoryPlace]:
    rows = Territory.objects.filter(pk__in=ids).values_list("pk", "kind", "code", "stratum", "population")
    places = {
        pk: TerritoryPlace(f"{kind}-{code}", kind, code, size, people or 0) for pk, kind, code, size, people in rows
    }
    _add_containers(places)
    for pk, code in _departements_touched(places):
        if code != ALSACE[0]:  # it holds two, which are drawn
            places[pk].departements.add(code)
    for pk, areas in _areas_of(places).items():
        places[pk].areas = areas
    return places


def _add_containers(places: dict[int, TerritoryPlace]) -> None:
    """The Métropole de Lyon lies in the Rhône, but its inhabitants are not counted there."""
    if not places:
        return
    lyon, rhone = (found.pk if (found := Territory.objects.by_key(key)) else None for key in (LYON, RHONE))
    with connection.cursor() as cursor:
        cursor.execute(_UP.format(ids=", ".join(["%s"] * len(places))), [*places])
        rows = cursor.fetchall()
    of_lyon = {origin for origin, far, _ in rows if far == lyon} | {lyon}
    for origin, far, whole in rows:
        if far == rhone and origin in of_lyon:
            continue
        places[origin].around.add(far)
        if whole:
            places[origin].whole.add(far)


def _departements_touched(places: dict[int, TerritoryPlace]) -> Iterator[tuple[int, str]]:
    """(territory, code of a département): itself, those it is linked to, those of the members of a syndicat."""
    yield from ((pk, place.code) for pk, place in places.items() if place.kind == Kind.DEPARTEMENT)
    above = Containment.objects.filter(member__in=places, container__kind=Kind.DEPARTEMENT)
    yield from above.values_list("member_id", "container__code")
    inside = Containment.objects.filter(container__in=places, member__kind=Kind.DEPARTEMENT)
    yield from inside.values_list("container_id", "member__code")
    if syndicats := [pk for pk, place in places.items() if place.kind == Kind.SYNDICAT]:
        of_members = Containment.objects.filter(
            container__kind=Kind.DEPARTEMENT, member__outer_links__container__in=syndicats
        )
        yield from of_members.values_list("member__outer_links__container_id", "container__code")


def _areas_of(territories: Iterable[int]) -> dict[int, set[str]]:
    """Partial links only count as a first step, as in `catalogue.territories.lineage`. A syndicat is where its members
    are.
    """
    areas: dict[int, set[str]] = defaultdict(set)
    reached = _with_members_of_syndicats(set(territories))
    for level in range(_LEVELS):
        kinds = Territory.objects.filter(pk__in=list(reached), kind__in=(Kind.DEPARTEMENT, Kind.REGION))
        for pk, kind, code in kinds.values_list("pk", "kind", "code"):
            for origin in reached[pk]:
                areas[origin].add(f"{kind}-{code}")
        reached = _one_level_up(reached, partial=level == 0)
        if not reached:
            break
    return areas


def _with_members_of_syndicats(territories: set[int]) -> dict[int, set[int]]:
    reached = {pk: {pk} for pk in territories}
    links = Containment.objects.filter(container__in=list(territories), container__kind=Kind.SYNDICAT)
    for syndicat, member in links.values_list("container_id", "member_id"):
        reached.setdefault(member, set()).add(syndicat)
    return reached


def _one_level_up(reached: dict[int, set[int]], *, partial: bool) -> dict[int, set[int]]:
    """Without syndicats: membership says nothing about where a territory is."""
    above: dict[int, set[int]] = defaultdict(set)
    links = Containment.objects.filter(member__in=list(reached)).exclude(container__kind=Kind.SYNDICAT)
    if not partial:
        links = links.filter(partial=False)
    for container, member in links.values_list("container_id", "member_id"):
        above[container] |= reached[member]
    return above
