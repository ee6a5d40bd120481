"""What the home page shows of the catalogue: figures, the newest and the most used services."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from catalogue.deployments.models import Deployment
from catalogue.foundation.french_order import french_order
from catalogue.services.models import ServicePage, Theme
from search.answering.hits import with_adoption


@dataclass(frozen=True)
class StoreFigures:
    """`organisations` use at least one service, in `territories`."""

    services: int
    organisations: int
    territories: int
    themes: int


@dataclass(frozen=True)
class ThemeCount:
    theme: Theme
    services: int


def figures() -> StoreFigures:
    visible = ServicePage.objects.public()
    in_use = Deployment.objects.in_use().visible_to(None)
    used = in_use.aggregate(
        organisations=Count("organisation", distinct=True), territories=Count("territory", distinct=True)
    )
    themes = Theme.objects.filter(services__in=visible).distinct().count()
    return StoreFigures(services=visible.count(), themes=themes, **used)


def newest(limit: int = 4) -> QuerySet[ServicePage]:
    return ServicePage.objects.public().order_by("-first_published_at", "pk")[:limit]


def most_adopted(limit: int = 4) -> QuerySet[ServicePage]:
    """Each with `in_use`, the number of organisations that use it, and `has_demo`."""
    return with_adoption(ServicePage.objects.public()).filter(in_use__gt=0).order_by("-in_use", "pk")[:limit]  # type: ignore[misc]  # annotated


def theme_counts() -> list[ThemeCount]:
    """Themes in the editors' order, without those that have no visible service."""
    visible = ServicePage.objects.public()
    counted = Theme.objects.annotate(visible=Count("services", filter=Q(services__in=visible), distinct=True))
    # Django ignores a model's default ordering when grouping.
    ordered = sorted(counted.filter(visible__gt=0), key=lambda theme: (theme.order, french_order(theme.name)))
    return [ThemeCount(theme, theme.visible) for theme in ordered]
