"""What the database says about a batch of services, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalogue.deployments.models import IN_USE, Deployment, Status
from catalogue.services.models import RequiredService, ServicePage
from catalogue.territories.models import Containment, Kind, Territory

_LEVELS = 4  # commune -> intercommunalité -> département -> région


@dataclass
class IndexedSheet:
    """One service. `themes` and the like map slugs to names; `used_in` and `deployed_areas` are keys of territories."""

    page: ServicePage
    themes: dict[str, str] = field(default_factory=dict)
    audiences: dict[str, str] = field(default_factory=dict)
    connections: dict[str, str] = field(default_factory=dict)
    requires: list[int] = field(default_factory=list)
    statuses: set[str] = field(default_factory=set)
    used_in: set[str] = field(default_factory=set)
    deployed_areas: set[str] = field(default_factory=set)
    in_use: int = 0

    @property
    def vehicles(self) -> list[str]:
        return [self.page.vehicle.slug] if self.page.vehicle else []


def gather(pages: Iterable[ServicePage]) -> list[IndexedSheet]:
    """At most fifteen queries for any number of pages, whose operator and legal vehicle should be joined."""
    gathered = {page.pk: IndexedSheet(page) for page in pages}
    for name in ("themes", "audiences", "connections"):
        for page_id, slug, label in terms_of(name, gathered):
            getattr(gathered[page_id], name)[slug] = label
    for page_id, service_id in RequiredService.objects.filter(page__in=gathered).values_list("page_id", "service_id"):
        gathered[page_id].requires.append(service_id)
    _add_deployments(gathered)
    return list(gathered.values())


def terms_of(name: str, pages: Iterable[int]) -> Iterable[tuple[int, str, str]]:
    """(page, slug, name) for each term of these pages in the many-to-many field `name`, in the editors' order."""
    relation: Any = ServicePage._meta.get_field(name)
    term = relation.m2m_reverse_field_name()
    through = relation.remote_field.through.objects.filter(servicepage__in=list(pages))
    return through.values_list("servicepage_id", f"{term}__slug", f"{term}__name").order_by(f"{term}__order")


def _add_deployments(gathered: dict[int, IndexedSheet]) -> None:
    rows = list(
        Deployment.objects.counted()
        .filter(service__in=list(gathered))
        .values_list("service_id", "status", "territory_id")
    )
    users = {territory for _, status, territory in rows if territory and status in IN_USE}
    keys, areas = _keys(users), areas_of(users)
    for service_id, status, territory_id in rows:
        facts = gathered[service_id]
        facts.statuses.add(status)
        if status in IN_USE:
            facts.in_use += 1
            facts.used_in.update(keys.get(territory_id, ()))
        if status == Status.EN_PRODUCTION:
            facts.deployed_areas |= areas.get(territory_id, set())


def _keys(territories: Iterable[int]) -> dict[int, tuple[str]]:
    rows = Territory.objects.filter(pk__in=list(territories)).values_list("pk", "kind", "code")
    return {pk: (f"{kind}-{code}",) for pk, kind, code in rows}


def areas_of(territories: Iterable[int]) -> dict[int, set[str]]:
    """For each territory, the keys of the départements and régions it is, or is in.

    A partial link only counts as a first step, as in `catalogue.territories.lineage`. A syndicat is where its members
    are; a région that uses a service counts for itself, not for each of its départements.
    """
    wanted = set(territories)
    areas: dict[int, set[str]] = defaultdict(set)
    reached = _with_members_of_syndicats(wanted)
    for level in range(_LEVELS):
        kinds = Territory.objects.filter(pk__in=list(reached)).values_list("pk", "kind", "code")
        for pk, kind, code in kinds:
            if kind in (Kind.DEPARTEMENT, Kind.REGION):
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
    """Syndicats are left out: membership says nothing about where a territory is."""
    above: dict[int, set[int]] = defaultdict(set)
    links = Containment.objects.filter(member__in=list(reached)).exclude(container__kind=Kind.SYNDICAT)
    if not partial:
        links = links.filter(partial=False)
    for container, member in links.values_list("container_id", "member_id"):
        above[container] |= reached[member]
    return above


def chunks(values: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (values[start : start + size] for start in range(0, len(values), size))
