"""Where territories are, as figures of adoption count them; read for many at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from catalogue.foundation.chunks import chunks
from catalogue.territories.governing import ALSACE, LYON, RHONE
from catalogue.territories.models import Kind, Territory

_AT_ONCE = 500
_UP = """
WITH RECURSIVE up(origin, far, whole) AS (
    SELECT member_id, container_id, NOT partial FROM territories_containment WHERE member_id IN ({ids})
    UNION
    SELECT up.origin, link.container_id, up.whole
    FROM territories_containment link JOIN up ON link.member_id = up.far WHERE NOT link.partial
) SELECT origin, far, whole, kind, code FROM up JOIN territories_territory ON id = far
"""
_AREAS = """
WITH RECURSIVE start(origin, far) AS (
    SELECT id, id FROM territories_territory WHERE id IN ({ids})
    UNION
    SELECT link.container_id, link.member_id FROM territories_containment link
    JOIN territories_territory holder ON holder.id = link.container_id AND holder.kind = 'syndicat'
    WHERE link.container_id IN ({ids})
), up(origin, far) AS (
    SELECT origin, far FROM start
    UNION
    SELECT start.origin, link.container_id FROM start
    JOIN territories_containment link ON link.member_id = start.far
    JOIN territories_territory above ON above.id = link.container_id AND above.kind <> 'syndicat'
    UNION
    SELECT up.origin, link.container_id FROM up
    JOIN territories_containment link ON link.member_id = up.far AND NOT link.partial
    JOIN territories_territory above ON above.id = link.container_id AND above.kind <> 'syndicat'
) SELECT origin, kind, code FROM up JOIN territories_territory ON id = far WHERE kind IN ('departement', 'region')
"""
"""Being partly in one counts as the first step only, as in `catalogue.territories.lineage`. A syndicat is where its
members are; being one of them says nothing of where one is."""
_TOUCHED = """
SELECT link.member_id, place.code FROM territories_containment link
JOIN territories_territory place ON place.id = link.container_id AND place.kind = 'departement'
WHERE link.member_id IN ({ids})
UNION
SELECT link.container_id, place.code FROM territories_containment link
JOIN territories_territory place ON place.id = link.member_id AND place.kind = 'departement'
WHERE link.container_id IN ({ids})
UNION
SELECT inner_link.container_id, place.code FROM territories_containment inner_link
JOIN territories_territory holder ON holder.id = inner_link.container_id AND holder.kind = 'syndicat'
JOIN territories_containment outer_link ON outer_link.member_id = inner_link.member_id
JOIN territories_territory place ON place.id = outer_link.container_id AND place.kind = 'departement'
WHERE inner_link.container_id IN ({ids})
"""
"""Each département that a link ties to a territory, and those of a syndicat's members."""


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
    """By id; four queries for each 500 territories."""
    places: dict[int, TerritoryPlace] = {}
    for some in chunks(sorted(set(territories)), _AT_ONCE):
        places |= _read(some)
    return places


def containers_of(keys: Mapping[int, str]) -> dict[int, set[int]]:
    """By id of each of these few hundred territories, ids of those that contain all or part of it. One query."""
    places = {pk: TerritoryPlace(key, kind="", code="", stratum="", population=0) for pk, key in keys.items()}
    if places:
        _add_containers(places)
    return {pk: place.around for pk, place in places.items()}


def _read(ids: Sequence[int]) -> dict[int, TerritoryPlace]:
    rows = Territory.objects.filter(pk__in=ids).values_list("pk", "kind", "code", "stratum", "population")
    places = {
        pk: TerritoryPlace(f"{kind}-{code}", kind, code, size, people or 0) for pk, kind, code, size, people in rows
    }
    if not places:
        return places
    _add_containers(places)
    own = ((pk, place.code) for pk, place in places.items() if place.kind == Kind.DEPARTEMENT)
    for pk, code in (*own, *_rows(_TOUCHED, places)):
        if code != ALSACE[0]:  # it holds two, which are drawn
            places[pk].departements.add(code)
    for pk, kind, code in _rows(_AREAS, places):
        places[pk].areas.add(f"{kind}-{code}")
    return places


def _add_containers(places: dict[int, TerritoryPlace]) -> None:
    """The Métropole de Lyon lies in the Rhône, whose own inhabitants are those around it."""
    rows = [(origin, far, whole, f"{kind}-{code}") for origin, far, whole, kind, code in _rows(_UP, places)]
    of_lyon = {origin for origin, _, _, key in rows if key == LYON}
    of_lyon |= {pk for pk, place in places.items() if place.key == LYON}
    for origin, far, whole, key in rows:
        if key == RHONE and origin in of_lyon:
            continue
        places[origin].around.add(far)
        if whole:
            places[origin].whole.add(far)


def _rows(question: str, places: dict[int, TerritoryPlace]) -> list[tuple]:
    """`{ids}` stands for the ids of these places, each time."""
    marks = ", ".join(["%s"] * len(places))
    with connection.cursor() as cursor:
        cursor.execute(question.format(ids=marks), [*places] * question.count("{ids}"))
        return cursor.fetchall()
