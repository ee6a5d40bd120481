"""What a territory's page shows: the services used there, by its containers, by similar territories, and inside it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db.models import QuerySet

from catalogue.deployments.locator import Locator, locate
from catalogue.deployments.models import MOST_ADVANCED_FIRST, Deployment, Standing, Status
from catalogue.deployments.offers import Offerer, offers_to
from catalogue.deployments.uses_around import FoundService, used_around
from catalogue.deployments.zoom import geography
from catalogue.foundation.french import agree, french_order, listed, quantity, with_article
from catalogue.foundation.prepared_queries import MOMENT, Prepared, PreparedObjects, blanks, room_for
from catalogue.services.models import ServicePage
from catalogue.services.rules.visibility import closed_to
from catalogue.services.sheet.card import addresses_of
from catalogue.territories.governing import governing_key
from catalogue.territories.lineage import LineageLink, lineage
from catalogue.territories.models import Kind, Organisation, PriorityPolicy, Territory
from catalogue.territories.wording import PLURALS, official_name

_SIMILAR_SHOWN = 8
_INSIDE_SHOWN = 12


class UsedSheet(NamedTuple):
    """What a line shows of a sheet."""

    pk: int
    title: str
    action: str
    slug: str
    path: str
    url_path: str
    locale_id: int
    deployed_definition: str


@dataclass(frozen=True)
class UseLine:
    """A service, its address and, in words, who uses it. `definition`, beside a count: what the team calls deployed."""

    service: UsedSheet
    url: str
    detail: str
    since: date | None = None
    is_demo: bool = False
    in_use: bool = True
    definition: str = ""


Sheets = dict[int, tuple[UsedSheet, str]]
"""By id, each with its address."""


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
    policies: tuple[PriorityPolicy, ...]
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
    similar, below = used_around(territory, links, used)
    open_rows = (row for some in offers.values() for row in some)
    shown = {row.service_id for row in (*rows, *open_rows)} | {one.service for one in (*similar, *below)}
    sheets = _visible(shown, user)
    declared, offered, above = _own_and_above(rows, here, links, offers, sheets)
    return TerritoryUses(
        territory=territory,
        official_name=official_name(territory),
        policies=tuple(_POLICIES.find(territory.pk)),
        locator=locate(_departements(territory, links)),
        lineage=tuple(links),
        own=tuple(line for line in declared if line.in_use),
        said=tuple(line for line in declared if not line.in_use),
        offered=offered,
        above=above,
        peers=_peers(territory),
        similar=_lines(similar, sheets, _SIMILAR_SHOWN),
        inside=_inside(territory),
        below=_lines(below, sheets, _INSIDE_SHOWN),
    )


_POLICIES = PreparedObjects(lambda territory: PriorityPolicy.objects.filter(territory=territory), -1)


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
    sheets: Sheets,
) -> tuple[tuple[UseLine, ...], tuple[Offered, ...], tuple[UsedAbove, ...]]:
    open_to_members = {row.pk for some in offers.values() for row in some}
    own, above = [], defaultdict(list)
    for row in _most_advanced_first(rows, sheets):
        line = _line(row, sheets)
        if _is_of(row, here):
            own.append(line)
        elif row.is_in_use and row.pk not in open_to_members:
            above[row.territory_id].append(line)
    offered = (
        Offered(by, tuple(_line(row, sheets) for row in _most_advanced_first(some, sheets)))
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


def _most_advanced_first(rows: Iterable[Deployment], sheets: Sheets) -> list[Deployment]:
    """Those whose service this visitor may see."""
    return sorted(
        (row for row in rows if row.service_id in sheets),
        key=lambda d: (MOST_ADVANCED_FIRST.index(Status(d.status)), french_order(sheets[d.service_id][0].title), d.pk),
    )


def _line(row: Deployment, sheets: Sheets) -> UseLine:
    return UseLine(*sheets[row.service_id], _told(row), row.since, row.is_demo, in_use=row.is_in_use)


def _is_of(row: Deployment, here: set[int]) -> bool:
    return bool(here & {row.territory_id, row.organisation.territory_id})


def _declared(here: set[int], containers: set[int]) -> list[Deployment]:
    """There, above, and by the organisations of the place."""
    return _uses_of(room_for(here, containers)).find(here, containers)


@cache
def _uses_of(most: int) -> PreparedObjects[Deployment]:
    """Each half of the question is answered by an index."""

    def write(here: list[int], containers: list[int]) -> QuerySet:
        rows = Deployment.objects.order_by().select_related("organisation")
        read = rows.only("service", "status", "standing", "since", "is_demo", "territory", "organisation__territory")
        theirs = read.filter(organisation__in=Organisation.objects.filter(territory__in=here))
        return read.filter(territory__in=[*here, *containers]).union(theirs)

    return PreparedObjects(write, blanks(most), blanks(most, -1_001))


def _told(deployment: Deployment) -> str:
    """« En production (confirmée) »"""
    return f"{Status(deployment.status).label} ({Standing(deployment.standing).label.lower()})"


def _visible(pks: Collection[int], user) -> Sheets:
    """Those that the visitor may see."""
    closed = closed_to(user)
    rows = map(UsedSheet._make, _sheets(room_for(pks)).rows([*pks]))
    seen = [sheet for sheet in rows if not sheet.path.startswith(closed)]
    return {sheet.pk: (sheet, address) for sheet, address in zip(seen, addresses_of(seen), strict=True)}


@cache
def _sheets(most: int) -> Prepared:
    def write(ids: list[int]) -> QuerySet:
        return ServicePage.objects.shown_at(MOMENT).filter(pk__in=ids).values_list(*UsedSheet._fields)

    return Prepared(write, most)


def _lines(found: list[FoundService], sheets: Sheets, most: int) -> tuple[UseLine, ...]:
    seen = [one for one in found if one.service in sheets][:most]
    return tuple(
        UseLine(sheet, address, one.detail, is_demo=one.is_demo, definition=sheet.deployed_definition)
        for one in seen
        for sheet, address in [sheets[one.service]]
    )


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
