"""How the documents of each collection are read for pages: the index says which, the database what they contain and
who may see them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from django.urls import reverse

from catalogue.needs.models import NeedKind
from catalogue.services.models import ServicePage
from catalogue.territories.chosen import PARAMETER
from search.answering.grant_hits import grants_seen, read_grant_hits
from search.answering.highlighting import Marker
from search.answering.hits import read_hits
from search.answering.need_hits import needs_seen, read_need_hits
from search.answering.results import FoundDocument
from search.answering.visit import Visit
from search.collection import Collection
from search.collections import GRANTS, NEEDS, SERVICES


class Suggested(NamedTuple):
    label: str
    detail: str
    url: str


class ReadHits(Protocol):
    def __call__(
        self, ids: list[int], user, visit: Visit, marker: Marker, bodies: Mapping[int, str] | None = None, /
    ) -> Sequence[FoundDocument]: ...


@dataclass(frozen=True)
class Presenter:
    """`hits`: in the engine's order, without those that the person may not see. `group`: the title of suggestions."""

    group: str
    hits: ReadHits
    suggested: Callable[[list[int], object, Visit], Iterator[Suggested]]


def _suggested_services(ids: list[int], user, visit: Visit) -> Iterator[Suggested]:
    pages = ServicePage.objects.visible_to(user).in_bulk(ids)
    for page in filter(None, map(pages.get, ids)):
        yield Suggested(page.action, page.title, _keeping(page.get_url() or "", visit))


def _keeping(url: str, visit: Visit) -> str:
    return f"{url}?{urlencode({PARAMETER: visit.key})}" if visit.key else url


def _suggested_needs(ids: list[int], user, visit: Visit) -> Iterator[Suggested]:
    for pk, need in needs_seen(ids).items():
        yield Suggested(need.title, NeedKind(need.kind).label, reverse("need", args=[pk]))


def _suggested_grants(ids: list[int], user, visit: Visit) -> Iterator[Suggested]:
    for pk, grant in grants_seen(ids).items():
        yield Suggested(grant.purpose, grant.beneficiary, reverse("grant", args=[pk]))


PRESENTERS: Mapping[Collection, Presenter] = {
    SERVICES: Presenter("Services", read_hits, _suggested_services),
    NEEDS: Presenter("Besoins", read_need_hits, _suggested_needs),
    GRANTS: Presenter("Financements", read_grant_hits, _suggested_grants),
}
