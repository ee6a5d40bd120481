"""How many, by month: one query each."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from catalogue.deployments.models import Act, Deployment, DeploymentEvent, Party, RequestedService
from catalogue.services.models import ServicePage
from search.models import AskedQuestion
from search.statistics.counting import KEPT
from store.public_figures.measured import MonthMeasure, month_of, start_of


def services(since: date) -> Iterator[MonthMeasure]:
    """Added up from the first of all, whatever `since`."""
    published = ServicePage.objects.public().exclude(first_published_at=None).order_by()
    return _counts(published, "first_published_at", Q(is_demo=True))


def declaring_organisations(since: date) -> Iterator[MonthMeasure]:
    """By the month of the first use that each declared; of demonstration when all that it declared is."""
    declared = Deployment.objects.filter(declared_by=Party.ORGANISATION, events__act=Act.DECLARED).order_by()
    first = declared.values("organisation").annotate(first=Min("events__at"), real=Count("pk", filter=Q(is_demo=False)))
    found: dict[date, list[bool]] = {}
    for row in first:
        found.setdefault(month_of(row["first"]), []).append(not row["real"])
    for month, made_up in found.items():
        yield MonthMeasure(month, len(made_up), len(made_up), sum(made_up))


def confirmations(since: date) -> Iterator[MonthMeasure]:
    confirmed = DeploymentEvent.objects.filter(act=Act.CONFIRMED, at__gte=start_of(since)).order_by()
    return _counts(confirmed, "at", Q(deployment__is_demo=True))


def requests(since: date) -> Iterator[MonthMeasure]:
    asked = RequestedService.objects.filter(request__created__gte=start_of(since)).order_by()
    return _counts(asked, "request__created", Q(service__is_demo=True))


def searches(since: date) -> Iterator[MonthMeasure]:
    return _asked(since, "asked")


def empty_searches(since: date) -> Iterator[MonthMeasure]:
    return _asked(since, "empty")


def _counts(rows: QuerySet, moment: str, of_demonstration: Q) -> Iterator[MonthMeasure]:
    by_month = rows.values(month=TruncMonth(moment)).annotate(
        number=Count("pk", distinct=True), made_up=Count("pk", filter=of_demonstration, distinct=True)
    )
    for row in by_month:
        yield MonthMeasure(month_of(row["month"]), row["number"], row["number"], row["made_up"])


def _asked(since: date, count: str) -> Iterator[MonthMeasure]:
    """Whole months only: what was asked before is erased by now."""
    kept_from = timezone.localdate() - KEPT
    whole = max(
        since, (kept_from.replace(day=1) + timedelta(days=32)).replace(day=1) if kept_from.day > 1 else kept_from
    )
    by_month = AskedQuestion.objects.filter(day__gte=whole).order_by().values(month=TruncMonth("day"))
    for row in by_month.annotate(number=Sum(count)):
        yield MonthMeasure(row["month"], row["number"], row["number"])
