"""What the home page shows of the catalogue: figures, the newest and the most used services."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from catalogue.deployments.adoption import catalogue_use
from catalogue.deployments.models import ServiceFigures
from catalogue.foundation.caching import do_not_cache
from catalogue.foundation.french_order import french_order
from catalogue.services.models import ServicePage, Theme
from search.answering.find import with_index
from search.answering.hits import with_adoption
from search.answering.tiers import soon
from search.indexing.locks import Busy
from search.protocol import EngineError, Request

_log = logging.getLogger(__name__)

_TO_SPARE = 20
"""Services read beyond those that are shown, for the rare ones that have just expired."""


@dataclass(frozen=True)
class StoreFigures:
    """`organisations` use at least one service, in `territories`; some of these uses may be made up."""

    services: int
    organisations: int
    territories: int
    themes: int
    has_demo: bool


@dataclass(frozen=True)
class ThemeCount:
    theme: Theme
    services: int


def figures(themes: list[ThemeCount]) -> StoreFigures:
    """Four queries, however large the catalogue."""
    listed = ServiceFigures.objects.filter(listed=True).exclude(expires__lte=timezone.now()).count()
    use = catalogue_use()
    return StoreFigures(listed, use.organisations, use.territories, len(themes), use.has_demo)


def newest(limit: int = 4) -> QuerySet[ServicePage]:
    ids = _first(ServiceFigures.objects.order_by("-first_published", "service"), limit)
    return ServicePage.objects.public().filter(pk__in=ids).order_by("-first_published_at", "pk")[:limit]


def most_adopted(limit: int = 4) -> QuerySet[ServicePage]:
    """Each with `in_use`, the number of organisations that use it, and `has_demo`."""
    ids = _first(ServiceFigures.objects.filter(in_use__gt=0).order_by("-in_use", "service"), limit)
    return with_adoption(ServicePage.objects.public().filter(pk__in=ids)).order_by("-in_use", "pk")[:limit]  # type: ignore[misc]  # annotated


def _first(figures: QuerySet[ServiceFigures], limit: int) -> list[int]:
    return list(figures.filter(listed=True).values_list("pk", flat=True)[: limit + _TO_SPARE])


def theme_counts() -> list[ThemeCount]:
    """Themes in the editors' order, those without a visible service left out."""
    try:
        counts = with_index(lambda engine: engine.answer(Request(now=soon(), limit=1))).counts["theme"]
    except (EngineError, Busy) as error:
        _log.warning("themes are counted in the database: %s", error)
        do_not_cache()
        counts = _counted_in_the_database()
    # Django drops a model's own order from a query that groups.
    themes = sorted(Theme.objects.all(), key=lambda theme: (theme.order, french_order(theme.name)))
    return [ThemeCount(theme, counts[theme.slug]) for theme in themes if counts.get(theme.slug)]


def _counted_in_the_database() -> Mapping[str, int]:
    visible = Q(services__in=ServicePage.objects.public())
    counted = Theme.objects.annotate(visible=Count("services", filter=visible, distinct=True)).order_by()
    return dict(counted.values_list("slug", "visible"))
