"""What a territory's page shows: the services used there, by its containers, by similar territories, and inside it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from catalogue.deployments.locator import Locator, locate
from catalogue.deployments.models import MOST_ADVANCED_FIRST, AreaUse, Deployment, Standing, Status
from catalogue.deployments.offers import Offerer, offers_to
from catalogue.deployments.use_figures import FRANCE
from catalogue.deployments.zoom import geography
from catalogue.foundation.french import agree, french_order, listed, quantity, with_article
from catalogue.foundation.prepared_queries import union
from catalogue.services.models import ServicePage
from catalogue.territories.governing import governing_key
from catalogue.territories.lineage import LineageLink, lineage
from catalogue.territories.models import Kind, Organisation, Territory
from catalogue.territories.wording import PLURALS, official_name, place

_SIMILAR_SHOWN = 8
_INSIDE_SHOWN = 12
_READ = 40
"""Services read, of which some may not be for this visitor to see."""


@dataclass(frozen=True)
class UseLine:
    """A service and, in words, who uses it. `definition`, beside a count: what the team calls deployed."""

    service: ServicePage
    detail: str
    since: date | None = None
    is_demo: bool = False
    in_use: bool = True
    definition: str = ""


def _definitions(lines: Iterable[UseLine]) -> dict[str, str]:
    """By the title of a service: what its team calls deployed, where it said so."""
    return {line.service.title: line.definition for line in lines if line.definition}


@dataclass(frozen=True)
class UseTile:
    count: int
    label: str
    anchor: str


@dataclass(frozen=True)
class UsedAbove:
    """What a container uses, and how it contains the territory. Its use does not imply that its members may use it."""

    container: Territory
    by: str
    reason: str
    lines: tuple[UseLine, ...]


@dataclass(frozen=True)
class Offered:
    """What a container, or an operator that serves the territory, opens to its members."""

    by: Offerer
    lines: tuple[UseLine, ...]


@dataclass(frozen=True)
class TerritoryUses:
    """`own`: what is used there; `said`: what else is declared, an interest, an end, what is contested or over;
    `offered`: what it may have from those that hold or serve it; `above`: what they use without saying that it is open.
    """

    territory: Territory
    official_name: str
    locator: Locator | None
    lineage: tuple[LineageLink, ...]
    own: tuple[UseLine, ...]
    said: tuple[UseLine, ...]
    offered: tuple[Offered, ...]
    above: tuple[UsedAbove, ...]
    peers: str
    similar: tuple[UseLine, ...]
    inside: str
    below: tuple[UseLine, ...]

    @property
    def kind(self) -> str:
        """Empty where the name says it: « Département de la Loire »."""
        kind = str(self.territory.get_kind_display())
        return "" if self.official_name.startswith(kind) else kind

    @property
    def tiles(self) -> tuple[UseTile, ...]:
        """The parts of the page that hold something, and how much."""
        offered = len({line.service.pk for one in self.offered for line in one.lines})
        tiles = (
            UseTile(len(self.own), agree(len(self.own), "service utilisé ici", "services utilisés ici"), "ici"),
            UseTile(offered, f"{agree(offered, 'proposé')} par nos groupements", "propose"),
            UseTile(len(self.similar), "à découvrir chez les semblables", "semblables"),
            UseTile(len(self.below), "les plus utilisés par ses collectivités", "dedans"),
        )
        return tuple(tile for tile in tiles if tile.count)

    @property
    def similar_definitions(self) -> dict[str, str]:
        return _definitions(self.similar)

    @property
    def below_definitions(self) -> dict[str, str]:
        return _definitions(self.below)

    @property
    def has_demo(self) -> bool:
        above = [line for used in self.above for line in used.lines]
        above += [line for offered in self.offered for line in offered.lines]
        return any(line.is_demo for line in (*self.own, *self.said, *above, *self.similar, *self.below))


def territory_uses_of(territory: Territory, user) -> TerritoryUses:
    """A fixed number of queries, for a village as for a région of 4 000 communes."""
    links = lineage(territory)
    # What the collectivité that governs it uses is used there: « Bas-Rhin » has none of its own.
    here = {territory.pk, *(link.territory.pk for link in links if link.territory.key == governing_key(territory.key))}
    rows, offers = _declared(here, {link.territory.pk for link in links}), offers_to(territory, links)
    used = {row.service_id for row in rows if row.is_in_use and _is_of(row, here)}
    similar, below = _similar(territory, links, used), _below(territory)
    open_rows = (row for some in offers.values() for row in some)
    shown = {row.service_id for row in (*rows, *open_rows)} | {one.service for one in (*similar, *below)}
    services = _visible(shown, user)
    declared, offered, above = _own_and_above(rows, here, links, offers, services)
    return TerritoryUses(
        territory=territory,
        official_name=official_name(territory),
        locator=locate(_departements(territory, links)),
        lineage=tuple(links),
        own=tuple(line for line in declared if line.in_use),
        said=tuple(line for line in declared if not line.in_use),
        offered=offered,
        above=above,
        peers=_peers(territory),
        similar=_lines(similar, services, _SIMILAR_SHOWN),
        inside=_inside(territory),
        below=_lines(below, services, _INSIDE_SHOWN),
    )


def _departements(territory: Territory, links: Iterable[LineageLink]) -> list[tuple[str, str]]:
    """Codes and names of those it is in, or holds."""
    if territory.kind == Kind.REGION:
        return [(one.code, one.name) for one in geography().inside.get(territory.code, [])]
    places = [territory, *(link.territory for link in links)]
    return [(place.code, place.name) for place in places if place.kind == Kind.DEPARTEMENT]


def _own_and_above(
    rows: list[Deployment],
    here: set[int],
    links: list[LineageLink],
    offers: dict[Offerer, list[Deployment]],
    services: dict[int, ServicePage],
) -> tuple[tuple[UseLine, ...], tuple[Offered, ...], tuple[UsedAbove, ...]]:
    open_to_members = {row.pk for some in offers.values() for row in some}
    own, above = [], defaultdict(list)
    for row in _most_advanced_first(rows, services):
        line = _line(row, services)
        if _is_of(row, here):
            own.append(line)
        elif row.is_in_use and row.pk not in open_to_members:
            above[row.territory_id].append(line)
    offered = (
        Offered(by, tuple(_line(row, services) for row in _most_advanced_first(some, services)))
        for by, some in offers.items()
    )
    used = (
        UsedAbove(
            link.territory,
            with_article(official_name(link.territory)),
            link.reason,
            tuple(above[link.territory.pk]),
        )
        for link in links
        if link.territory.pk in above
    )
    return tuple(own), tuple(one for one in offered if one.lines), tuple(used)


def _most_advanced_first(rows: Iterable[Deployment], services: dict[int, ServicePage]) -> list[Deployment]:
    """Those whose service this visitor may see."""
    return sorted(
        (row for row in rows if row.service_id in services),
        key=lambda d: (MOST_ADVANCED_FIRST.index(Status(d.status)), french_order(services[d.service_id].title), d.pk),
    )


def _line(row: Deployment, services: dict[int, ServicePage]) -> UseLine:
    return UseLine(services[row.service_id], _told(row), row.since, row.is_demo, in_use=row.is_in_use)


def _is_of(row: Deployment, here: set[int]) -> bool:
    return bool(here & {row.territory_id, row.organisation.territory_id})


def _declared(here: set[int], containers: set[int]) -> list[Deployment]:
    """There, above, and by the organisations of the place: each half of the question is answered by an index."""
    rows = Deployment.objects.order_by().select_related("organisation")
    read = rows.only("service", "status", "standing", "since", "is_demo", "territory", "organisation__territory")
    theirs = read.filter(organisation__in=Organisation.objects.filter(territory__in=here))
    return list(read.filter(territory__in=here | containers).union(theirs))


def _told(deployment: Deployment) -> str:
    """« En production (confirmée) »"""
    return f"{Status(deployment.status).label} ({Standing(deployment.standing).label.lower()})"


def _visible(pks: Iterable[int], user) -> dict[int, ServicePage]:
    """Those that the visitor may see."""
    return ServicePage.objects.visible_to(user).only(*_brief()).in_bulk(list(pks))


def _brief() -> list[str]:
    """The columns that a line shows; the rest of a sheet is heavy."""
    return ["title", "action", "slug", "url_path", "deployed_definition"]


class FoundService(NamedTuple):
    """A service, and in words who uses it."""

    service: int
    detail: str
    is_demo: bool


def _lines(found: list[FoundService], services: dict[int, ServicePage], most: int) -> tuple[UseLine, ...]:
    seen = [one for one in found if one.service in services][:most]
    return tuple(
        UseLine(page, one.detail, is_demo=one.is_demo, definition=page.deployed_definition)
        for one in seen
        for page in [services[one.service]]
    )


def _similar(territory: Territory, links: list[LineageLink], used: set[int]) -> list[FoundService]:
    """What territories of the same kind and stratum use and this one does not, nearest first: département, région,
    France.
    """
    departements = [link.territory for link in links if link.territory.kind == Kind.DEPARTEMENT]
    regions = [link.territory for link in links if link.territory.kind == Kind.REGION]
    near, regional = ([place.pk for place in places] for places in (departements, regions))
    alike = AreaUse.objects.filter(kind=territory.kind, stratum=territory.stratum).exclude(service__in=used)
    most_used = (alike.filter(area=area).order_by("-places", "service")[:_READ] for area in (*near, *regional, FRANCE))
    each = (AreaUse.objects.filter(pk__in=some.values("pk")).order_by().values_list("service") for some in most_used)
    candidates = {service for (service,) in union(*each)}
    counts: dict[int, Counter] = defaultdict(Counter)
    rows = alike.filter(service__in=candidates, area__in=[*near, *regional, FRANCE])
    for service, area, places, made_up in rows.values_list("service_id", "area", "places", "made_up"):
        where = "near" if area in near else "region" if area in regional else "france"
        counts[service][where] += places
        counts[service]["demo"] += made_up if area == FRANCE else 0
    if len(near) > 1:
        for service, number in _in_any(territory, near, candidates).items():
            counts[service]["near"] = number
    best = sorted(counts.items(), key=lambda c: (-c[1]["near"], -c[1]["region"], -c[1]["france"], c[0]))
    return [
        FoundService(service, _where(count, departements, regions), bool(count["demo"]))
        for service, count in best[:_READ]
    ]


def _in_any(territory: Territory, departements: list[int], services: set[int]) -> Counter[int]:
    """Each peer once, even if it lies in two of these départements. Peers are never communes here, so there are few."""
    alike = Territory.objects.filter(
        kind=territory.kind, stratum=territory.stratum, outer_links__container__in=departements
    )
    peers = list(alike.exclude(pk=territory.pk).distinct().values_list("pk", flat=True))
    uses = Deployment.objects.in_use().filter(territory__in=peers).order_by()
    pairs = uses.values_list("service_id", "territory_id").distinct()
    return Counter(service for service, _ in pairs if service in services)


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


def _below(territory: Territory) -> list[FoundService]:
    if territory.kind == Kind.COMMUNE:
        return []
    inside = AreaUse.objects.filter(area=territory.pk, kind="", stratum="").order_by("-places", "service")
    return [
        FoundService(service, quantity(places, "territoire"), bool(made_up))
        for service, places, made_up in inside[:_READ].values_list("service_id", "places", "made_up")
    ]


def _inside(territory: Territory) -> str:
    """« 512 communes et 18 intercommunalités »; empty for a commune."""
    if territory.kind == Kind.COMMUNE:
        return ""
    held = territory.inside
    parts = [quantity(held[kind], kind.label.lower(), PLURALS[kind]) for kind in Kind if held.get(kind)]
    return listed(parts)


def _peers(territory: Territory) -> str:
    """« communes de 2 000 à 3 499 habitants »"""
    plural = PLURALS[Kind(territory.kind)]
    size = territory.get_stratum_display()
    if territory.kind == Kind.REGION or not size:
        return plural
    return f"{plural} de {size[0].lower()}{size[1:]}"
