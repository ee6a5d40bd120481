"""A value of a month, as it is read from the data."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

ENOUGH = 3
"""As for the reasons why uses stop: fewer could tell about somebody."""


class MonthMeasure(NamedTuple):
    """`about`: how many facts the value rests on."""

    month: date
    value: int
    about: int
    made_up: int = 0


def month_of(moment: datetime) -> date:
    """Its first day, in Paris."""
    return timezone.localtime(moment).date().replace(day=1)


def start_of(month: date) -> datetime:
    return timezone.make_aware(datetime(month.year, month.month, 1))
