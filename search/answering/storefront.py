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
from catalogue.foundation.prepared_queries import Prepared, number, union
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


def figures(counts: CatalogueCounts) -> StoreFigures:
    """One query, more in the minutes when a service has just expired."""
    use = catalogue_use()
    return StoreFigures(counts.services, use.organisations, use.territories, use.has_demo)


def fill_shelves(shelves: Sequence[Shelf], visit: Visit) -> list[list[Hit]]:
    """As anybody may see them, from the territory of the visit. What stands on a shelf is not on the next ones."""
    wanted = _keys_for(shelves)
    keys = list(dict.fromkeys(chain.from_iterable(wanted)))
    hits = {hit.pk: hit for hit in read_hits(keys, None, visit, Marker())} if keys else {}
    filled = []
    for shelf, some in zip(shelves, wanted, strict=True):
        filled.append([hits.pop(pk) for pk in [pk for pk in some if pk in hits][: shelf.most]])
    return filled


def _keys_for(shelves: Sequence[Shelf]) -> list[list[int]]:
    """Of each, those of its services that may stand on it, whatever stands on the shelves before; one query."""
    if not shelves:
        return []
    kinds, before = [], 0
    for shelf in shelves:
        kinds.append((before + shelf.most + _TO_SPARE, shelf.newest, shelf.theme is not None))
        before += shelf.most
    rows = _written(tuple(kinds)).rows([shelf.theme.pk for shelf in shelves if shelf.theme])
    ranked: list[list[tuple]] = [[] for _ in shelves]
    for place, pk, in_use, since in rows:
        rank = (since.timestamp() if since else 0) if shelves[place].newest else in_use
        ranked[place].append((-rank, pk))
    return [[pk for _, pk in sorted(some)] for some in ranked]


@lru_cache(maxsize=64)
def _written(kinds: tuple[tuple[int, bool, bool], ...]) -> Prepared:
    """`kinds`: of each shelf, how many are read, whether the newest, whether of one theme."""

    def write(themes: list[int]) -> QuerySet:
        of_themes, parts = iter(themes), []
        for place, (most, newest, of_one) in enumerate(kinds):
            listed = ServiceFigures.objects.filter(listed=True)
            listed = listed.filter(service__themes=next(of_themes)) if of_one else listed
            first = "-first_published" if newest else "-in_use"
            some = (listed if newest else listed.filter(in_use__gt=0)).order_by(first, "service")[:most]
            found = ServiceFigures.objects.filter(pk__in=some.values("pk")).order_by()
            parts.append(found.values_list(number(place), "pk", "in_use", "first_published"))
        return union(*parts) if len(parts) > 1 else parts[0]

    return Prepared(write, sum(of_one for _, _, of_one in kinds))


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
        total, [ThemeCount(theme, counts[theme.slug]) for theme in themes_in_order() if counts.get(theme.slug)]
    )


@kept_until_written
def themes_in_order() -> tuple[Theme, ...]:
    """In the editors' order."""
    return tuple(sorted(Theme.objects.all(), key=lambda theme: (theme.order, french_order(theme.name))))


def _counted_in_the_database() -> dict[str, int]:
    visible = Q(services__in=ServicePage.objects.public().current())
    counted = Theme.objects.annotate(visible=Count("services", filter=visible, distinct=True)).order_by()
    return dict(counted.values_list("slug", "visible"))
