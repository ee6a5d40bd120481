"""How the use of a service grew, from the dates of its deployments: pure counting, then the bars that show it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from catalogue.deployments.models import ServiceFigures
from catalogue.services.models import ServicePage

MOST_PERIODS = 12
QUARTER, YEAR = 3, 12
"""Months."""


Days = Mapping[str, Mapping[date, int]]
"""How many uses began (« debut »), ended (« fin »), stopped to count (« suspendu ») and counted again (« repris »)."""


@dataclass(frozen=True)
class Period:
    """What began and ended within a year or a quarter, and how many uses were going on at its end (or today)."""

    label: str
    began: int
    ended: int
    going_on: int


@dataclass(frozen=True)
class Bar:
    """In the units of the drawing's viewBox, the origin at the top left."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    value: int
    label: str


@dataclass(frozen=True)
class Figures:
    """`undated`: uses that no date places in time, and that are not in the periods."""

    periods: tuple[Period, ...]
    undated: int
    bars: tuple[Bar, ...]

    WIDTH = 600
    HEIGHT = 220


def figures_of(service: ServicePage) -> Figures:
    """Of what is not contested; what is to be confirmed again counted until it expired. One query."""
    kept = ServiceFigures.objects.filter(pk=service.pk).values_list("days", flat=True).first() or {}
    periods = periods_of(by_day(kept), timezone.localdate())
    return Figures(periods, kept.get("sans date", 0), tuple(_bars(periods)))


def by_day(kept: Mapping[str, int]) -> Days:
    """From `ServiceFigures.days`."""
    days: dict[str, dict[date, int]] = defaultdict(dict)
    for key, number in kept.items():
        what, _, day = key.partition("|")
        if day:
            days[what][date.fromisoformat(day)] = number
    return days


def periods_of(days: Days, today: date) -> tuple[Period, ...]:
    """By quarter while three years hold everything, by year beyond; the first of too many sums up what came before."""
    begun = [day for day in days.get("debut", ()) if day <= today]
    if not begun:
        return ()
    first = min(begun)
    months = QUARTER if today.year - first.year < MOST_PERIODS // 4 else YEAR
    last_days = _last_days(first, today, months)
    kept = last_days[-MOST_PERIODS:]
    before = [date.min, *kept]
    periods = [
        _period(days, after, min(day, today), _label(day, today, months))
        for after, day in zip(before, kept, strict=False)
    ]
    if len(last_days) > len(kept):
        periods[0] = replace(periods[0], label=f"Jusqu'à {periods[0].label}")
    return tuple(periods)


def _period(days: Days, after: date, last_day: date, label: str) -> Period:
    def until(what: str, day: date) -> int:
        return sum(number for when, number in days.get(what, {}).items() if when <= day)

    gone = until("fin", last_day) + until("suspendu", last_day) - until("repris", last_day)
    return Period(
        label=label,
        began=until("debut", last_day) - until("debut", after),
        ended=until("fin", last_day) - until("fin", after),
        going_on=until("debut", last_day) - gone,
    )


def _last_days(first: date, today: date, months: int) -> list[date]:
    """The last day of each period from the one that holds `first` to the one that holds `today`."""
    ends, month = [], (first.year * 12 + first.month - 1) // months * months
    while month <= today.year * 12 + today.month - 1:
        month += months
        year, index = divmod(month, 12)
        ends.append(date.fromordinal(date(year, index + 1, 1).toordinal() - 1))
    return ends


def _label(last_day: date, today: date, months: int) -> str:
    quarter = f"T{(last_day.month - 1) // 3 + 1} " if months == QUARTER else ""
    return f"{quarter}{last_day.year}" + (" (en cours)" if last_day > today else "")


def _bars(periods: tuple[Period, ...]) -> Iterator[Bar]:
    highest = max((period.going_on for period in periods), default=0) or 1
    floor, room = Figures.HEIGHT - 30, Figures.HEIGHT - 60
    for index, period in enumerate(periods):
        step = Figures.WIDTH // len(periods)
        height = room * period.going_on // highest
        yield Bar(
            x=index * step + step // 6,
            y=floor - height,
            width=step * 2 // 3,
            height=height,
            middle=index * step + step // 2,
            value=period.going_on,
            label=period.label.removesuffix(" (en cours)").removeprefix("Jusqu'à "),
        )
