"""What the database says about a batch of services, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from catalogue.deployments.models import VALID_STANDINGS, ServiceFigures
from catalogue.services.models import RequiredService, ServicePage


@dataclass
class IndexedSheet:
    """One service: `themes` and the like map slugs to names; `used_in` and `deployed_areas` are keys of territories.

    Communes are left out of `used_in`, which is asked of what contains a territory: nothing is in a commune.
    """

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
    """Five queries, however many pages; their operator and legal vehicle are expected to be joined."""
    gathered = {page.pk: IndexedSheet(page) for page in pages}
    for name in ("themes", "audiences", "connections"):
        for page_id, slug, label in terms_of(name, gathered):
            getattr(gathered[page_id], name)[slug] = label
    for page_id, service_id in RequiredService.objects.filter(page__in=gathered).values_list("page_id", "service_id"):
        gathered[page_id].requires.append(service_id)
    _add_use(gathered)
    return list(gathered.values())


def terms_of(name: str, pages: Iterable[int]) -> Iterable[tuple[int, str, str]]:
    """(page, slug, name) for each term of these pages in the many-to-many field `name`, in the editors' order."""
    relation: Any = ServicePage._meta.get_field(name)
    term = relation.m2m_reverse_field_name()
    through = relation.remote_field.through.objects.filter(servicepage__in=list(pages))
    return through.values_list("servicepage_id", f"{term}__slug", f"{term}__name").order_by(f"{term}__order")


def _add_use(gathered: dict[int, IndexedSheet]) -> None:
    """From the figures kept with each write: a service that 35 000 communes use is read as fast as any."""
    rows = ServiceFigures.objects.filter(service__in=list(gathered))
    for pk, in_use, counts in rows.values_list("pk", "in_use", "counts"):
        sheet = gathered[pk]
        sheet.in_use = in_use
        for key in counts:
            what, _, rest = key.partition("|")
            if what == "statut":
                status, standing, _ = rest.split("|")
                sheet.statuses |= {status} if standing in VALID_STANDINGS else set()
            elif what == "present":
                sheet.used_in.add(rest)
            elif what == "deploye":
                sheet.deployed_areas.add(rest)
