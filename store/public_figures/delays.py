"""How long things take: the median of a month, in days."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Min, Q

from catalogue.deployments.models import Act, DeploymentEvent, RequestEvent, RequestState
from store.content.models import Proposal
from store.public_figures.measured import MonthMeasure, month_of, start_of
from store.spaces.models import FeedbackQuestion

_DAY = timedelta(days=1)
Lapse = tuple[datetime, datetime | None, bool]
"""From, to, and whether it is demonstration data."""


def answers(since: date) -> Iterator[MonthMeasure]:
    """The first thing that the team answered, be it no."""
    answered = RequestEvent.objects.filter(was=RequestState.ENVOYEE).exclude(became=RequestState.RETIREE)
    first = answered.values("requested", "requested__request__created", "requested__service__is_demo").annotate(
        first=Min("at")
    )
    found = first.filter(first__gte=start_of(since)).order_by()
    return _medians(found.values_list("requested__request__created", "first", "requested__service__is_demo"))


def feedback(since: date) -> Iterator[MonthMeasure]:
    answered = FeedbackQuestion.objects.filter(answered__gte=start_of(since)).order_by()
    return _medians(answered.values_list("created", "answered", "service__is_demo"))


def confirmations(since: date) -> Iterator[MonthMeasure]:
    of_use = DeploymentEvent.objects.exclude(deployment=None).values("deployment", "deployment__is_demo").order_by()
    both = of_use.annotate(
        declared=Min("at", filter=Q(act=Act.DECLARED)), confirmed=Min("at", filter=Q(act=Act.CONFIRMED))
    ).exclude(declared=None)
    return _medians(
        both.filter(confirmed__gte=start_of(since)).values_list("declared", "confirmed", "deployment__is_demo")
    )


def publications(since: date) -> Iterator[MonthMeasure]:
    published = Proposal.objects.filter(service__live=True, service__first_published_at__gte=start_of(since))
    return _medians(published.order_by().values_list("created", "service__first_published_at", "service__is_demo"))


def _medians(lapses: Iterable[Lapse]) -> Iterator[MonthMeasure]:
    """Clocks may go back: no lapse is shorter than nothing."""
    by_month: dict[date, list[tuple[float, bool]]] = {}
    for start, end, is_demo in lapses:
        if end is None:
            continue
        by_month.setdefault(month_of(end), []).append((max((end - start) / _DAY, 0), is_demo))
    for month, some in by_month.items():
        days = round(median(lapse for lapse, _ in some))
        yield MonthMeasure(month, days, len(some), sum(is_demo for _, is_demo in some))
