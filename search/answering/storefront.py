"""What the home page shows of the catalogue: figures, the newest and the most used services."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from django.db.models import Count, Q, QuerySet

from catalogue.deployments.adoption import catalogue_use
from catalogue.deployments.models import ServiceFigures
from catalogue.foundation.caching import do_not_cache, kept_until_written
from catalogue.foundation.french import french_order
from catalogue.foundation.prepared_queries import Prepared
from catalogue.services.models import ServicePage, Theme
from search.answering.find import with_index
from search.answering.highlighting import Marker
from search.answering.hits import read_hits
from search.answering.results import Hit
from search.answering.tiers import soon
from search.answering.visit import Visit
from search.indexing.locks import Busy
from search.protocol import EngineError, Request

_log = logging.getLogger(__name__)

_TO_SPARE = 3
"""Services read beyond those that are shown, for the rare ones that have just expired."""


@dataclass(frozen=True)
class StoreFigures:
    """`organisations` use at least one service, in `territories`; some of these uses may be made up."""

    services: int
    organisations: int
    territories: int
    has_demo: bool


@dataclass(frozen=True)
class ThemeCount:
    theme: Theme
    services: int


@dataclass(frozen=True)
class CatalogueCounts:
    services: int
    themes: list[ThemeCount]


@dataclass(frozen=True)
class Shelf:
    """Which services: the most used first or the newest, of one theme or of all; how many."""

    most: int
    newest: bool = False
    theme: Theme | None = None

    def keys(self, most: int) -> list[int]:
        theme = [self.theme.pk] if self.theme else []
        return [pk for (pk,) in _keys(most, newest=self.newest, themes=len(theme)).rows(theme)]


@lru_cache(maxsize=64)
def _keys(most: int, *, newest: bool, themes: int) -> Prepared:
    """Of all services, or of one theme."""

    def write(theme: list[int]) -> QuerySet:
        listed = ServiceFigures.objects.filter(listed=True)
        listed = listed.filter(service__themes__in=theme) if theme else listed
        if newest:
            return listed.order_by("-first_published", "service").values_list("pk")[:most]
        return listed.filter(in_use__gt=0).order_by("-in_use", "service").values_list("pk")[:most]

    return Prepared(write, themes)


def figures(counts: CatalogueCounts) -> StoreFigures:
    """One query, more in the minutes when a service has just expired."""
    use = catalogue_use()
    return StoreFigures(counts.services, use.organisations, use.territories, use.has_demo)


def fill_shelves(shelves: Sequence[Shelf], visit: Visit) -> list[list[Hit]]:
    """As anybody may see them, from the territory of the visit. What stands on a shelf is not on the next ones."""
    wanted, before = [], 0
    for shelf in shelves:
        wanted.append(shelf.keys(before + shelf.most + _TO_SPARE))
        before += shelf.most
    keys = list(dict.fromkeys(chain.from_iterable(wanted)))
    hits = {hit.pk: hit for hit in read_hits(keys, None, visit, Marker())} if keys else {}
    filled = []
    for shelf, some in zip(shelves, wanted, strict=True):
        filled.append([hits.pop(pk) for pk in [pk for pk in some if pk in hits][: shelf.most]])
    return filled


def theme_counts() -> list[ThemeCount]:
    """Themes in the editors' order, without those that have no visible service."""
    return catalogue_counts().themes


def catalogue_counts() -> CatalogueCounts:
    """As the index counts them; as the database does, for longer, when no engine answers."""
    try:
        answer = with_index(lambda engine: engine.answer(Request(now=soon(), limit=1)))
        total, counts = answer.total, answer.counts["theme"]
    except (EngineError, Busy) as error:
        _log.warning("services and themes are counted in the database: %s", error)
        do_not_cache()
        total, counts = ServicePage.objects.public().current().count(), _counted_in_the_database()
    return CatalogueCounts(
        total, [ThemeCount(theme, counts[theme.slug]) for theme in _themes() if counts.get(theme.slug)]
    )


@kept_until_written
def _themes() -> tuple[Theme, ...]:
    """In the editors' order."""
    return tuple(sorted(Theme.objects.all(), key=lambda theme: (theme.order, french_order(theme.name))))


def _counted_in_the_database() -> dict[str, int]:
    visible = Q(services__in=ServicePage.objects.public().current())
    counted = Theme.objects.annotate(visible=Count("services", filter=visible, distinct=True)).order_by()
    return dict(counted.values_list("slug", "visible"))
