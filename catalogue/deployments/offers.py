"""What is offered to a territory: services in use by those that contain it or serve it, and open to their members."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F, IntegerField, QuerySet, Value

from catalogue.deployments.models import Deployment
from catalogue.foundation.french import with_article
from catalogue.foundation.prepared_queries import PreparedObjects, blanks, room_for
from catalogue.services.models import ServicePage
from catalogue.territories.lineage import LineageLink, lineage
from catalogue.territories.models import Territory
from catalogue.territories.operators import reason_to_serve
from catalogue.territories.wording import official_name

_READ = ("service", "status", "standing", "since", "is_demo", "organisation__name", "organisation__acronym")


@dataclass(frozen=True)
class Offerer:
    """« la CA Loire Forez agglomération », « membre de… »: who offers, and why to this territory."""

    name: str
    reason: str


def offers_to(
    territory: Territory, links: Iterable[LineageLink], service: ServicePage | None = None
) -> dict[Offerer, list[Deployment]]:
    """By who offers, nearest first, operators last; one query. Only those of `service`, if given."""
    holders = {link.territory.pk: link for link in links}
    found: dict[int, Any] = {}
    ways: dict[int, set[int]] = defaultdict(set)
    for row in _offered(territory, list(holders), service):
        found[row.pk] = row
        ways[row.pk].add(row.served)
    offers: dict[Offerer, list[Deployment]] = defaultdict(list)
    for holder, link in holders.items():
        for row in found.values():
            if row.territory_id == holder:
                offers[Offerer(with_article(official_name(link.territory)), link.reason)].append(row)
    known = {territory.pk: territory, **{pk: link.territory for pk, link in holders.items()}}
    for pk, row in found.items():
        if row.territory_id not in holders:
            places = [place for at, place in known.items() if at in ways[pk]]
            offers[Offerer(str(row.organisation), reason_to_serve(territory, places))].append(row)
    return dict(offers)


def _offered(territory: Territory, holders: list[int], service: ServicePage | None) -> list[Any]:
    """By the holders and by who serves a place, `served`."""
    query = _offers(room_for(holders), of_one=service is not None)
    found = query.find(territory.pk, holders, *([service.pk] if service else []))
    return sorted(found, key=lambda row: (row.organisation.name, row.pk))


@cache
def _offers(most: int, *, of_one: bool) -> PreparedObjects:
    """Each half of the question is answered by an index."""

    def write(territory: int, holders: list[int], service: int = 0) -> QuerySet:
        rows = Deployment.objects.offered().order_by()
        rows = rows.filter(service=service) if of_one else rows
        rows = rows.select_related("organisation").only(*_READ, "territory")
        by_operators = rows.filter(organisation__served__in=[territory, *holders])
        by_holders = rows.filter(territory__in=holders).annotate(served=Value(None, output_field=IntegerField()))
        return by_operators.annotate(served=F("organisation__served")).union(by_holders)

    return PreparedObjects(write, -1, blanks(most, -1_001), *([-2] if of_one else []))


def who_offers(service: ServicePage, territory: Territory) -> Iterator[Offerer]:
    """Nobody, in one query, when nobody opens it to anybody; two more otherwise."""
    if Deployment.objects.offered().filter(service=service).exists():
        yield from offers_to(territory, lineage(territory), service)
