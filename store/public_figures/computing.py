"""Writing the figures of the last months."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from store.public_figures.figure_table import FIGURES, Figure
from store.public_figures.measured import ENOUGH, MonthMeasure
from store.public_figures.models import MonthFigure

MONTHS = 13
"""This one, and the twelve before."""


def last_months(today: date) -> list[date]:
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


@transaction.atomic
def compute(now: datetime) -> int:
    """Returns how many values were written. A month whose data was erased since keeps the value it had."""
    months = last_months(timezone.localtime(now).date())
    rows = [row for figure in FIGURES for row in _rows(figure, months, now)]
    MonthFigure.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["month", "figure"],
        update_fields=["value", "withheld", "made_up", "computed"],
    )
    return len(rows)


def _rows(figure: Figure, months: Sequence[date], now: datetime) -> Iterator[MonthFigure]:
    for measure in _of_months(figure, list(figure.measure(months[0])), months):
        withheld = figure.withholds and 0 < measure.about < ENOUGH
        yield MonthFigure(
            month=measure.month,
            figure=figure.key,
            value=None if withheld else measure.value,
            withheld=withheld,
            made_up=0 if withheld else measure.made_up,
            computed=now,
        )


def _of_months(figure: Figure, measures: Sequence[MonthMeasure], months: Sequence[date]) -> Iterator[MonthMeasure]:
    """A month without anything has a value of none, unless a value is a delay or what it counts fades."""
    if figure.adds_up:
        for month in months:
            before = [one for one in measures if one.month <= month]
            value, made_up = sum(one.value for one in before), sum(one.made_up for one in before)
            yield MonthMeasure(month, value, value, made_up)
        return
    found = {one.month: one for one in measures}
    for month in months:
        if month in found:
            yield found[month]
        elif not figure.unit and not figure.fades:
            yield MonthMeasure(month, 0, 0)
