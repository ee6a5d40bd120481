"""What territories like one use, and what those inside it use: read from figures, most used first."""

from collections import Counter, defaultdict
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet

from catalogue.deployments.models import AreaUse, Deployment
from catalogue.deployments.use_figures import FRANCE
from catalogue.foundation.french import quantity
from catalogue.foundation.prepared_queries import Prepared, room_for, text, union
from catalogue.territories.lineage import LineageLink
from catalogue.territories.models import Kind, Territory
from catalogue.territories.wording import place

_READ = 40
"""Services read, of which some may not be for this visitor to see."""


class FoundService(NamedTuple):
    """A service, and in words who uses it."""

    service: int
    detail: str
    is_demo: bool


def used_around(
    territory: Territory, links: list[LineageLink], used: set[int]
) -> tuple[list[FoundService], list[FoundService]]:
    """What territories of the same kind and stratum use and this one does not; what those inside it use."""
    departements = [link.territory for link in links if link.territory.kind == Kind.DEPARTEMENT]
    regions = [link.territory for link in links if link.territory.kind == Kind.REGION]
    near, regional = ([place.pk for place in places] for places in (departements, regions))
    areas, like = [*near, *regional, FRANCE], (territory.kind, territory.stratum)
    rows = _most_used(len(areas), room_for(used)).rows([territory.pk, *areas, *used], like)
    candidates = {service for what, service, _, _ in rows if what == _ALIKE}
    counts: dict[int, Counter] = defaultdict(Counter)
    for service, area, places, made_up in _uses_in(len(areas)).rows([*areas, *candidates], like):
        where = "near" if area in near else "region" if area in regional else "france"
        counts[service][where] += places
        counts[service]["demo"] += made_up if area == FRANCE else 0
    if len(near) > 1:
        for service, number in _in_any(territory, near, candidates).items():
            counts[service]["near"] = number
    best = sorted(counts.items(), key=lambda c: (-c[1]["near"], -c[1]["region"], -c[1]["france"], c[0]))
    similar = [
        FoundService(service, _where(count, departements, regions), bool(count["demo"]))
        for service, count in best[:_READ]
    ]
    below = sorted((-places, service, made_up) for what, service, places, made_up in rows if what == _BELOW)
    if territory.kind == Kind.COMMUNE:
        return similar, []
    return similar, [
        FoundService(service, quantity(-places, "territoire"), bool(made_up)) for places, service, made_up in below
    ]


_ALIKE, _BELOW = "alike", "below"
_LIKE = ("\x01", "\x02")
"""Constants for the kind and the stratum of the territory."""


def _alike() -> QuerySet:
    kind, stratum = _LIKE
    return AreaUse.objects.filter(kind=kind, stratum=stratum)


@cache
def _most_used(areas: int, used: int) -> Prepared:
    """(alike or below, service, places, made up) of the territory itself, then of `areas`, nearest first: département,
    région, France.
    """

    def write(ids: list[int]) -> QuerySet:
        # Not `area=`: Django knows that no area is negative.
        inside = AreaUse.objects.filter(area__in=ids[:1], kind="", stratum="")
        unused = _alike().exclude(service__in=ids[1 + areas :])
        parts = [(_BELOW, inside), *((_ALIKE, unused.filter(area__in=[area])) for area in ids[1 : 1 + areas])]
        most = ((what, rows.order_by("-places", "service")[:_READ].values("pk")) for what, rows in parts)
        each = ((what, AreaUse.objects.filter(pk__in=some).order_by()) for what, some in most)
        return union(*(rows.values_list(text(what), "service_id", "places", "made_up") for what, rows in each))

    return Prepared(write, 1 + areas + used, _LIKE)


@cache
def _uses_in(areas: int) -> Prepared:
    """(service, area, places, made up) of candidates in `areas`."""

    def write(ids: list[int]) -> QuerySet:
        rows = _alike().filter(area__in=ids[:areas], service__in=ids[areas:]).order_by()
        return rows.values_list("service_id", "area", "places", "made_up")

    return Prepared(write, areas + areas * _READ, _LIKE)


def _in_any(territory: Territory, departements: list[int], services: set[int]) -> Counter[int]:
    """Each peer once, even if it lies in two of these départements. Peers are never communes here, so there are few."""
    query = _peers_uses(room_for(departements))
    pairs = query.rows([territory.pk, *departements], (territory.kind, territory.stratum))
    return Counter(service for service, _ in pairs if service in services)


@cache
def _peers_uses(most: int) -> Prepared:
    kind, stratum = _LIKE

    def write(ids: list[int]) -> QuerySet:
        alike = Territory.objects.filter(kind=kind, stratum=stratum, outer_links__container__in=ids[1:])
        uses = Deployment.objects.in_use().filter(territory__in=alike.exclude(pk=ids[0]).values("pk")).order_by()
        return uses.values_list("service_id", "territory_id").distinct()

    return Prepared(write, 1 + most, _LIKE)


def _where(count: Counter, departements: list[Territory], regions: list[Territory]) -> str:
    """« 3 dans le département de l'Isère, 12 en France »"""
    parts = []
    if count["near"]:
        where = place(departements[0]) if len(departements) == 1 else "ses départements"
        parts.append(f"{count['near']} dans {where}")
    elif count["region"]:
        where = place(regions[0]) if len(regions) == 1 else "ses régions"
        parts.append(f"{count['region']} dans {where}")
    if count["france"] > max(count["near"], count["region"] if not count["near"] else 0):
        parts.append(f"{count['france']} en France")
    return ", ".join(parts)
