"""What a territory's page tells: what it uses, what those that contain it use, what its peers use, what lies inside."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from catalogue.deployments.models import COUNTED, IN_USE, Deployment, Standing, Status
from catalogue.foundation.french import listed, quantity, with_article
from catalogue.foundation.french_order import french_order
from catalogue.services.models import ServicePage
from catalogue.territories.governing import governing_key
from catalogue.territories.lineage import LineageLink, contained, lineage
from catalogue.territories.models import Containment, Kind, Territory
from catalogue.territories.wording import PLURALS, official_name, place

_SIMILAR_SHOWN = 8
_INSIDE_SHOWN = 12
_ORDER = [Status.EN_PRODUCTION, Status.EN_DEPLOIEMENT, Status.PILOTE, Status.INTERET, Status.ARRETE]


@dataclass(frozen=True)
class UseLine:
    """A service and, in words, who uses it; `definition`, beside a count: what the service calls deployed."""

    service: ServicePage
    detail: str
    since: date | None = None
    is_demo: bool = False
    in_use: bool = True
    definition: str = ""


@dataclass(frozen=True)
class UsedAbove:
    """What a container uses, and how it contains the territory. Using a service is not opening it to one's members."""

    container: Territory
    by: str
    reason: str
    lines: tuple[UseLine, ...]


@dataclass(frozen=True)
class Surroundings:
    """`own`: what is used there; `said`: what else is declared, an interest, an end, what is contested or over."""

    territory: Territory
    official_name: str
    lineage: tuple[LineageLink, ...]
    own: tuple[UseLine, ...]
    said: tuple[UseLine, ...]
    above: tuple[UsedAbove, ...]
    peers: str
    similar: tuple[UseLine, ...]
    inside: str
    below: tuple[UseLine, ...]

    @property
    def has_demo(self) -> bool:
        above = (line for used in self.above for line in used.lines)
        return any(line.is_demo for line in (*self.own, *self.said, *above, *self.similar, *self.below))


def surroundings_of(territory: Territory, user) -> Surroundings:
    """A fixed number of queries (nine), for a village as for a région of 4 000 communes."""
    links = lineage(territory)
    visible = Deployment.objects.visible_to(user)
    declared, above = _own_and_above(territory, links, visible)
    own = tuple(line for line in declared if line.in_use)
    used = {line.service.pk for line in own}
    similar, below = _similar(territory, links, visible, used), _below(territory, visible)
    services = _services({pk for pk, _, _ in (*similar, *below)})
    return Surroundings(
        territory=territory,
        official_name=official_name(territory),
        lineage=tuple(links),
        own=own,
        said=tuple(line for line in declared if not line.in_use),
        above=above,
        peers=_peers(territory),
        similar=_lines(similar, services),
        inside=_inside(territory),
        below=_lines(below, services),
    )


def _own_and_above(
    territory: Territory, links: list[LineageLink], visible: QuerySet[Deployment]
) -> tuple[tuple[UseLine, ...], tuple[UsedAbove, ...]]:
    """What the collectivité that governs it uses is used there: « Bas-Rhin » has none of its own."""
    here = {territory.pk, *(link.territory.pk for link in links if link.territory.key == governing_key(territory.key))}
    containers = [link.territory.pk for link in links]
    used_above = Q(territory__in=containers, status__in=IN_USE, standing__in=COUNTED)
    deployments = (
        visible.filter(Q(territory__in=here) | Q(organisation__territory__in=here) | used_above)
        .select_related("service", "organisation")
        .only("status", "standing", "since", "is_demo", "territory", "organisation__territory", *_brief("service__"))
    )
    own, above = [], defaultdict(list)
    for deployment in sorted(
        deployments, key=lambda d: (_ORDER.index(Status(d.status)), french_order(d.service.title))
    ):
        line = UseLine(
            deployment.service,
            _told(deployment),
            deployment.since,
            deployment.is_demo,
            in_use=deployment.is_in_use,
        )
        if here & {deployment.territory_id, deployment.organisation.territory_id}:
            own.append(line)
        else:
            above[deployment.territory_id].append(line)
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
    return tuple(own), tuple(used)


def _told(deployment: Deployment) -> str:
    """« En production (confirmée) »"""
    return f"{Status(deployment.status).label} ({Standing(deployment.standing).label.lower()})"


def _brief(prefix: str = "") -> list[str]:
    """What a line shows of a service; the rest of a sheet is heavy."""
    return [f"{prefix}{name}" for name in ("title", "action", "slug", "url_path", "deployed_definition")]


def _services(pks: set[int]) -> dict[int, ServicePage]:
    return ServicePage.objects.only(*_brief()).in_bulk(pks) if pks else {}


def _lines(found: list[tuple[int, str, bool]], services: dict[int, ServicePage]) -> tuple[UseLine, ...]:
    return tuple(
        UseLine(services[pk], detail, is_demo=is_demo, definition=services[pk].deployed_definition)
        for pk, detail, is_demo in found
    )


def _similar(
    territory: Territory, links: list[LineageLink], visible: QuerySet[Deployment], used: set[int]
) -> list[tuple[int, str, bool]]:
    """What others of the same kind and stratum use and it does not: nearest first: département, région, France."""
    departements = [link.territory for link in links if link.territory.kind == Kind.DEPARTEMENT]
    regions = [link.territory for link in links if link.territory.kind == Kind.REGION]
    inside = Containment.objects.filter(member=OuterRef("territory"))
    in_regions = Q(container__in=regions) | Q(container__outer_links__container__in=regions)
    rows = (
        visible.in_use()
        .filter(territory__kind=territory.kind, territory__stratum=territory.stratum)
        .exclude(Q(territory=territory) | Q(service__in=used))
        .values_list(
            "service_id",
            Exists(inside.filter(container__in=departements)),
            Exists(inside.filter(in_regions)),
            "is_demo",
        )
        .order_by()
    )
    counts: dict[int, Counter] = defaultdict(Counter)
    for service, in_departement, in_region, is_demo in rows:
        counts[service].update(near=int(in_departement), region=int(in_region), france=1, demo=int(is_demo))
    best = sorted(counts.items(), key=lambda c: (-c[1]["near"], -c[1]["region"], -c[1]["france"], c[0]))
    return [
        (service, _where(count, departements, regions), bool(count["demo"])) for service, count in best[:_SIMILAR_SHOWN]
    ]


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


def _below(territory: Territory, visible: QuerySet[Deployment]) -> list[tuple[int, str, bool]]:
    if territory.kind == Kind.COMMUNE:
        return []
    rows = (
        visible.in_use()
        .filter(territory__in=contained(territory))
        .order_by()
        .values("service_id")
        .annotate(users=Count("territory", distinct=True), demo=Count("pk", filter=Q(is_demo=True)))
        .order_by("-users", "service_id")[:_INSIDE_SHOWN]
    )
    return [(row["service_id"], quantity(row["users"], "territoire"), bool(row["demo"])) for row in rows]


def _inside(territory: Territory) -> str:
    """« 512 communes et 18 intercommunalités »; empty for a commune."""
    if territory.kind == Kind.COMMUNE:
        return ""
    counts = dict(contained(territory).order_by().values_list("kind").annotate(Count("pk")))
    parts = [quantity(counts[kind], kind.label.lower(), PLURALS[kind]) for kind in Kind if counts.get(kind)]
    return listed(parts)


def _peers(territory: Territory) -> str:
    """« communes de 2 000 à 3 499 habitants »: with whom it is compared."""
    plural = PLURALS[Kind(territory.kind)]
    size = territory.get_stratum_display()
    if territory.kind == Kind.REGION or not size:
        return plural
    return f"{plural} de {size[0].lower()}{size[1:]}"
