"""Nearer than the département: its intercommunalités, then the communes of one of them, as outlines and as points."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from catalogue.deployments.departement_uses import surest
from catalogue.deployments.map import look_of, shape_of
from catalogue.deployments.map_data import bounds_of
from catalogue.deployments.models import IN_USE, AreaUse, Deployment, Standing
from catalogue.deployments.near_outlines import near_outlines
from catalogue.deployments.users_filter import UserFilter
from catalogue.deployments.zoomed import NearDrawing, Zoom, ZoomArea, ZoomLink, ZoomPoint
from catalogue.foundation.french import quantity
from catalogue.services.models import ServicePage
from catalogue.territories.models import Kind, Territory

Standings = Mapping[int, Standing]


@dataclass(frozen=True)
class InsideUse:
    """An intercommunalité or a commune, and the surest of its uses; None without any. `link.count`: in words."""

    place: Territory
    link: ZoomLink
    standing: Standing | None


def intercommunalites(service: ServicePage, asked: UserFilter, departement: Territory) -> list[InsideUse]:
    """All of them, in three queries."""
    inside = AreaUse.objects.filter(service=service, area=OuterRef("pk"), kind="", stratum="").values("places")
    own = Deployment.objects.in_use().filter(service=service, territory=OuterRef("pk"))
    found = Territory.objects.filter(kind=Kind.EPCI, outer_links__container=departement).annotate(
        inside_uses=Coalesce(Subquery(inside, output_field=IntegerField()), 0), uses_it=Exists(own)
    )
    places = list(found)
    standings = _standings_inside(service, places)
    uses = []
    for place in places:
        parts = ["elle-même"] if place.uses_it else []
        parts += [quantity(place.inside_uses, "commune")] if place.inside_uses else []
        link = ZoomLink(place.name, asked.at(place).address(), ", ".join(parts))
        uses.append(InsideUse(place, link, standings.get(place.pk) if parts else None))
    return uses


def _standings_inside(service: ServicePage, places: Iterable[Territory]) -> Standings:
    numbers = [place.pk for place in places]
    rows = Deployment.objects.filter(service=service, status__in=IN_USE).order_by()
    own = rows.filter(territory__in=numbers).values_list("territory", "standing").distinct()
    below = rows.filter(territory__kind=Kind.COMMUNE, territory__outer_links__container__in=numbers)
    of_communes = below.values_list("territory__outer_links__container", "standing").distinct()
    found: dict[int, set[str]] = {}
    for number, standing in [*own, *of_communes]:
        found.setdefault(number, set()).add(standing)
    return {number: surest(its) for number, its in found.items()}


def drawn_intercommunalites(zoom: Zoom, uses: Iterable[InsideUse]) -> Zoom:
    """The drawing of a département by its intercommunalités; as it was if their outlines are not known."""
    paths = near_outlines().paths
    known = [use for use in uses if use.place.code in paths]
    if not known:
        return zoom
    areas = tuple(_area(use, paths[use.place.code]) for use in known)
    box, scale = _frame(paths[use.place.code] for use in known)
    return replace(zoom, box=box, areas=areas, near=NearDrawing(scale=scale))


def _area(use: InsideUse, path: str) -> ZoomArea:
    if use.standing is None:
        return ZoomArea(use.link, path, ())
    return ZoomArea(use.link, "", (shape_of(path, use.standing),))


def drawn_communes(service: ServicePage, asked: UserFilter, epci: Territory, zoom: Zoom) -> Zoom:
    """The communes of an intercommunalité as points in its outline: those that use the service are links."""
    outlines = near_outlines()
    path, at = outlines.paths.get(epci.code), outlines.communes_of(epci.code)
    if not path:
        return zoom
    uses = _communes(service, asked, epci)
    used = [use for use in uses if use.place.code in at]
    box, scale = _frame([path])
    own = _own_standing(service, epci)
    here = zoom.trail[-1]
    area = ZoomArea(here, "", (shape_of(path, own),)) if own else ZoomArea(here, path, ())
    points = tuple(_point(use, at[use.place.code]) for use in used)
    linked = {use.place.code for use in used}
    others = "".join(f"M{x} {y}h0" for code, (x, y) in at.items() if code not in linked)
    near = NearDrawing(True, scale, max(2, scale * 4), points, others)
    return Zoom(zoom.trail, "Par commune", tuple(use.link for use in uses), box, (area,), near=near)


def _communes(service: ServicePage, asked: UserFilter, epci: Territory) -> list[InsideUse]:
    rows = Deployment.objects.filter(
        service=service, status__in=IN_USE, territory__kind=Kind.COMMUNE, territory__outer_links__container=epci
    )
    found: dict[Territory, set[str]] = {}
    for row in rows.select_related("territory").order_by("territory__folded_name", "pk"):
        if row.territory:
            found.setdefault(row.territory, set()).add(row.standing)
    said = ((place, surest(standings)) for place, standings in found.items())
    return [
        InsideUse(place, ZoomLink(place.name, asked.at(place).address(), standing.label.lower()), standing)
        for place, standing in said
    ]


def _own_standing(service: ServicePage, place: Territory) -> Standing | None:
    own = Deployment.objects.filter(service=service, status__in=IN_USE, territory=place).order_by()
    found = set(own.values_list("standing", flat=True))
    return surest(found) if found else None


def _point(use: InsideUse, at: tuple[int, int]) -> ZoomPoint:
    standing = use.standing or Standing.DECLAREE
    return ZoomPoint(use.link, *at, standing.value, look_of(standing).pattern)


def _frame(paths: Iterable[str]) -> tuple[str, int]:
    """The viewBox around these outlines, and how many times its units are smaller than those of the map of France."""
    lefts, tops, rights, bottoms = zip(*map(_bounds, paths), strict=True)
    left, top, width, height = min(lefts), min(tops), max(rights) - min(lefts), max(bottoms) - min(tops)
    scale = max(1, round(max(width, height) / 300))
    margin = 4 * scale
    return f"{left - margin} {top - margin} {width + 2 * margin} {height + 2 * margin}", scale


@lru_cache(maxsize=500)
def _bounds(path: str) -> tuple[int, int, int, int]:
    return bounds_of(path)
