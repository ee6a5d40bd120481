"""From France to a région, a département, an intercommunalité: where a service is used, nearer at each link."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from catalogue.deployments.departement_uses import DepartementUse, departements_and_regions, departements_of
from catalogue.deployments.map import frame, overseas_labels, shapes_of
from catalogue.deployments.map_data import bounds_of
from catalogue.deployments.near_zoom import drawn_communes, drawn_intercommunalites, intercommunalites
from catalogue.deployments.users_filter import UserFilter
from catalogue.deployments.zoomed import Zoom, ZoomArea, ZoomLink
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.french import french_order, quantity
from catalogue.services.models import ServicePage
from catalogue.territories.lineage import lineage
from catalogue.territories.models import Kind, Territory

_MARGIN = 8
Uses = Mapping[str, DepartementUse]
"""By code of the département."""


@dataclass(frozen=True)
class Geography:
    """`places`: départements and régions by key. `regions`, and by the code of a région, `inside`: in French order."""

    places: Mapping[str, Territory]
    regions: tuple[Territory, ...]
    inside: Mapping[str, list[Territory]]

    def around(self, departement: Territory) -> Territory | None:
        return self.places.get(f"{Kind.REGION}-{_region_of(self.places[departement.key])}")


@kept_until_written
def geography() -> Geography:
    places = departements_and_regions()
    inside: dict[str, list[Territory]] = defaultdict(list)
    ordered = sorted(places.values(), key=lambda place: french_order(place.name))
    for place in ordered:
        inside[_region_of(place)].append(place)
    return Geography(places, tuple(place for place in ordered if place.kind == Kind.REGION), dict(inside))


def _region_of(departement: Territory) -> str:
    return getattr(departement, "region", None) or ""


def zoom_on(service: ServicePage, counts: Mapping[str, int], asked: UserFilter) -> Zoom:
    """France and régions cost no query once their names are known, départements one, what is in them one."""
    known = geography()
    uses = {use.code: use for use in departements_of(counts, known.places)}
    france, place = ZoomLink("France", asked.at(None).address()), asked.place
    if place is None:
        return _france(asked, known, uses, france)
    if place.kind == Kind.REGION:
        return _region(asked, known.inside.get(place.code, []), uses, (france, _link(asked, place)))
    if place.kind == Kind.DEPARTEMENT:
        around = known.around(place)
        trail = (france, *([_link(asked, around)] if around else []), _link(asked, place))
        return _departement(service, asked, uses, place, trail)
    zoom = Zoom(tuple(_trail(asked, place, france)), "", ())
    return drawn_communes(service, asked, place, zoom) if place.kind == Kind.EPCI else zoom


def around(asked: UserFilter) -> list[ZoomLink]:
    """What holds the territory one looks from, nearest first; one query, if there is one."""
    here = asked.seen_from
    return [_link(asked, place) for place in (here, *(link.territory for link in lineage(here)))] if here else []


def _link(asked: UserFilter, place: Territory, count: str = "") -> ZoomLink:
    return ZoomLink(place.name, asked.at(place).address(), count)


def _france(asked: UserFilter, known: Geography, uses: Uses, france: ZoomLink) -> Zoom:
    areas, nearer = [], []
    for region in known.regions:
        inside = [departement.code for departement in known.inside.get(region.code, [])]
        used = [uses[one] for one in inside if one in uses]
        link = _link(asked, region, quantity(len(used), "département"))
        areas.append(_area(link, inside, used))
        nearer += [link] if used else []
    box = f"0 0 {frame().width} {frame().height}"
    return Zoom((france,), "Par région", tuple(nearer), box, _drawn(areas), overseas_labels())


def _region(asked: UserFilter, inside: list[Territory], uses: Uses, trail: tuple[ZoomLink, ...]) -> Zoom:
    areas, nearer = [], []
    for departement in inside:
        used = [uses[departement.code]] if departement.code in uses else []
        link = _link(asked, departement, used[0].statuses if used else "")
        areas.append(_area(link, [departement.code], used))
        nearer += [link] if used else []
    return Zoom(trail, "Par département", tuple(nearer), _box(areas), _drawn(areas))


def _departement(
    service: ServicePage, asked: UserFilter, uses: Uses, departement: Territory, trail: tuple[ZoomLink, ...]
) -> Zoom:
    used = [uses[departement.code]] if departement.code in uses else []
    area = _area(trail[-1], [departement.code], used)
    inside = intercommunalites(service, asked, departement)
    nearer = tuple(use.link for use in inside if use.link.count)
    zoom = Zoom(trail, "Par intercommunalité", nearer, _box([area]), _drawn([area]))
    return drawn_intercommunalites(zoom, inside)


def _trail(asked: UserFilter, place: Territory, france: ZoomLink) -> Iterator[ZoomLink]:
    """Widest first; of several départements, each is on the way."""
    yield france
    yield from (_link(asked, link.territory) for link in reversed(lineage(place)))
    yield _link(asked, place)


def _area(link: ZoomLink, codes: Iterable[str], used: list[DepartementUse]) -> ZoomArea:
    outlines = frame().outlines
    known = {use.code for use in used}
    rest = "".join(outlines.get(code, "") for code in codes if code not in known)
    return ZoomArea(link, rest, shapes_of([use for use in used if use.code in outlines]))


def _drawn(areas: Iterable[ZoomArea]) -> tuple[ZoomArea, ...]:
    return tuple(area for area in areas if area.rest or area.shapes)


def _box(areas: Iterable[ZoomArea]) -> str:
    """The viewBox that holds these areas; empty if none is drawn."""
    path = "".join(area.rest + "".join(shape.path for shape in area.shapes) for area in areas)
    if not path:
        return ""
    left, top, right, bottom = bounds_of(path)
    return f"{left - _MARGIN} {top - _MARGIN} {right - left + 2 * _MARGIN} {bottom - top + 2 * _MARGIN}"
