"""What contains a territory, what it contains, and why.

A partial link means that two territories overlap, so it only counts as a first step: an EPCI that crosses into the Gard
is partly in the Gard and its région, but its communes are not.
"""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from catalogue.foundation.french import of, with_article
from catalogue.territories.governing import GOVERNED_BY, LYON, RHONE
from catalogue.territories.models.territory import Kind, Territory
from catalogue.territories.wording import official_name, place

_UP = """
WITH RECURSIVE up(near, far, partial) AS (
    SELECT member_id, container_id, partial FROM territories_containment WHERE member_id = %s
    UNION
    SELECT link.member_id, link.container_id, link.partial
    FROM territories_containment link JOIN up ON link.member_id = up.far WHERE NOT link.partial
) SELECT territory.*, up.near, up.partial FROM up JOIN territories_territory territory ON territory.id = up.far
"""
_DOWN = """
WITH RECURSIVE down(near, far, partial) AS (
    SELECT container_id, member_id, partial FROM territories_containment WHERE container_id = %s
    UNION
    SELECT link.container_id, link.member_id, link.partial
    FROM territories_containment link JOIN down ON link.container_id = down.far WHERE NOT down.partial
) SELECT {columns} FROM down
"""
_COMMUNES_OF_EACH = """
WITH RECURSIVE down(root, far, partial) AS (
    SELECT container_id, member_id, partial FROM territories_containment WHERE container_id IN ({marks})
    UNION
    SELECT down.root, link.member_id, link.partial
    FROM territories_containment link JOIN down ON link.container_id = down.far WHERE NOT down.partial
) SELECT DISTINCT down.root, commune.id, commune.population
FROM down JOIN territories_territory commune ON commune.id = down.far WHERE commune.kind = %s
"""
_NEAREST_FIRST = [Kind.COMMUNE, Kind.EPCI, Kind.SYNDICAT, Kind.DEPARTEMENT, Kind.REGION]


@dataclass(frozen=True)
class LineageLink:
    """`territory` contains the one asked about (or is inside it), for `reason`, wholly or in part."""

    territory: Territory
    reason: str
    partial: bool


@dataclass(frozen=True)
class _Step:
    """How the walk reached a territory: from which one, and whether through a partial link."""

    before: int
    partial: bool


def lineage(territory: Territory) -> list[LineageLink]:
    """Everything that contains `territory`, nearest first; one query."""
    above = list(Territory.objects.raw(_UP, [territory.pk]))
    rows = [(row["near"], row["id"], bool(row["partial"])) for row in map(vars, above)]  # the query adds two columns
    steps = _walk(territory.pk, rows, partial_first=True)
    known = {container.pk: container for container in above} | {territory.pk: territory}
    links = []
    outside = _not_governing(known.values())
    for pk, step in steps.items():
        inside = known[step.before]
        if known[pk].key not in outside:
            links.append(LineageLink(known[pk], _reason(territory, inside, known[pk], step.partial), step.partial))
    return sorted(links, key=_order)


def _not_governing(around: Iterable[Territory]) -> set[str]:
    """Keys of territories that only share the place of another: their collectivité is that of the other, named once."""
    keys = {territory.key for territory in around}
    return {key for key in keys if GOVERNED_BY.get(key) in keys} | ({RHONE} if LYON in keys else set())


def contained(territory: Territory) -> QuerySet[Territory]:
    """Everything inside `territory`, at all levels, wholly or in part. One query."""
    inside = RawSQL(_DOWN.format(columns="far"), [territory.pk])  # noqa: S611 (constant SQL, bound parameter)
    found = Territory.objects.filter(pk__in=inside).exclude(pk=territory.pk)
    if territory.key == RHONE:
        lyon = Territory.objects.filter(kind=Kind.EPCI, code=LYON.partition("-")[2])
        found = found.exclude(pk__in=lyon).exclude(outer_links__container__in=lyon)
    return found


def communes_of_each(territories: Collection[Territory]) -> dict[int, dict[int, int | None]]:
    """By the id of each: the communes inside it, with their population. One query for all, whatever their number."""
    found: dict[int, dict[int, int | None]] = {one.pk: {} for one in territories}
    if not found:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_COMMUNES_OF_EACH.format(marks=", ".join(["%s"] * len(found))), [*found, Kind.COMMUNE])
        for root, commune, population in cursor.fetchall():
            found[root][commune] = population
    for one in territories:
        if one.key == RHONE:  # Lyon lies there, its collectivité does not
            found[one.pk] = dict(contained(one).filter(kind=Kind.COMMUNE).values_list("pk", "population"))
    return found


def contained_links(territory: Territory) -> list[LineageLink]:
    """The inverse of lineage: each territory inside, with the reason that its own lineage gives."""
    steps = _walk(territory.pk, _rows_below(territory.pk), partial_first=False)
    known = {inside.pk: inside for inside in contained(territory)} | {territory.pk: territory}
    links = []
    for pk, step in steps.items():
        if pk not in known:  # it lies there, its collectivité does not
            continue
        last = _last_before(pk, territory.pk, steps)
        links.append(LineageLink(known[pk], _reason(known[pk], known[last], territory, step.partial), step.partial))
    return sorted(links, key=_order)


def _rows_below(pk: int) -> list[tuple[int, int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(_DOWN.format(columns="near, far, partial"), [pk])
        return [(near, far, bool(partial)) for near, far, partial in cursor.fetchall()]


def _walk(start: int, rows: Iterable[tuple[int, int, bool]], *, partial_first: bool) -> dict[int, _Step]:
    """The shortest path to each territory; a path of whole links wins over a partial one.

    Going up, only the first link may be partial (`partial_first`); going down, only the last.
    """
    whole: dict[int, list[int]] = {}
    parts: list[tuple[int, int]] = []
    for near, far, partial in rows:
        if partial:
            parts.append((near, far))
        else:
            whole.setdefault(near, []).append(far)
    steps: dict[int, _Step] = {start: _Step(start, False)}
    _spread(deque([start]), whole, steps, partial=False)
    in_part = {far: _Step(near, True) for near, far in reversed(parts) if far not in steps}
    steps |= in_part
    if partial_first:
        _spread(deque(in_part), whole, steps, partial=True)
    del steps[start]
    return steps


def _spread(queue: deque[int], whole: dict[int, list[int]], steps: dict[int, _Step], *, partial: bool) -> None:
    while queue:
        near = queue.popleft()
        for far in whole.get(near, ()):
            if far not in steps:
                steps[far] = _Step(near, partial)
                queue.append(far)


def _last_before(pk: int, top: int, steps: dict[int, _Step]) -> int:
    """Going up from `pk`, the territory that `top` contains directly."""
    while steps[pk].before != top:
        pk = steps[pk].before
    return pk


def _order(link: LineageLink) -> tuple[int, bool, str]:
    return _NEAREST_FIRST.index(Kind(link.territory.kind)), link.partial, link.territory.folded_name


def _reason(subject: Territory, inside: Territory, container: Territory, partial: bool) -> str:
    """Why `container` contains `subject`, reached through `inside` (`subject` itself when the link is direct)."""
    in_part = " en partie" if partial else ""
    if container.kind in (Kind.DEPARTEMENT, Kind.REGION):
        located = "situé" if subject.kind in (Kind.DEPARTEMENT, Kind.SYNDICAT) else "située"
        return f"{located}{in_part} dans {place(container)}"
    member = f"membre{in_part} {of(official_name(container))}"
    return member if inside == subject else f"via {with_article(official_name(inside))}, {member}"
