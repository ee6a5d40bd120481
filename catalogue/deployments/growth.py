"""How the use of a service grew, from the dates of its deployments: pure counting, and the bars that show it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from catalogue.foundation.french import quantity

MOST_PERIODS = 12
QUARTER, YEAR = 3, 12
"""Months."""
_WIDTH, _HEIGHT = 600, 220
_FLOOR = 180

Days = Mapping[str, Mapping[date, int]]
"""How many uses began (« debut »), ended (« fin »), stopped to count (« suspendu ») and counted again (« repris »)."""


@dataclass(frozen=True)
class Period:
    """What began and ended within a year or a quarter, and how many uses were going on at its end (or today)."""

    label: str
    began: int
    ended: int
    going_on: int

    @property
    def moves(self) -> str:
        """« 7 commencées, 1 arrêtée »"""
        counted = ((self.began, "commencée"), (self.ended, "arrêtée"))
        return ", ".join(quantity(count, word) for count, word in counted if count)

    @property
    def name(self) -> str:
        """As the drawing has room for."""
        return self.label.removesuffix(" (en cours)").removeprefix("Jusqu'à ")


class BarValue(NamedTuple):
    label: str
    value: int


@dataclass(frozen=True)
class BarChart:
    """In the units of the drawing's viewBox. `bars`: the outline of all of them, and of the floor they stand on.

    `first`, `last`: « 2019 : 12 », below the bars of each end; the table beside the drawing has the others.
    """

    bars: str
    first: str
    last: str

    width = _WIDTH
    height = _HEIGHT


@dataclass(frozen=True)
class Growth:
    """`undated`: uses that no date places in time, and that are not in the periods."""

    periods: tuple[Period, ...]
    undated: int
    chart: BarChart

    @property
    def in_words(self) -> str:
        """« 3 en 2019, 41 en 2026 »: where the bars start and end."""
        ends = dict.fromkeys((self.periods[0], self.periods[-1]))
        return ", ".join(f"{period.going_on} ({period.name})" for period in ends)


def growth_of(kept: Mapping[str, int], most: int = MOST_PERIODS) -> Growth:
    """From `ServiceFigures.days`: what is not contested; what is to be confirmed again counted until it expired."""
    periods = periods_of(by_day(kept), timezone.localdate(), most)
    chart = draw_bars([BarValue(period.name, period.going_on) for period in periods])
    return Growth(periods, kept.get("sans date", 0), chart)


def by_day(kept: Mapping[str, int]) -> Days:
    """From `ServiceFigures.days`."""
    days: dict[str, dict[date, int]] = defaultdict(dict)
    for key, number in kept.items():
        what, _, day = key.partition("|")
        if day:
            days[what][date.fromisoformat(day)] = number
    return days


def periods_of(days: Days, today: date, most: int = MOST_PERIODS) -> tuple[Period, ...]:
    """By quarter while `most` are enough, by year beyond; the first of too many sums up what came before."""
    begun = [day for day in days.get("debut", ()) if day <= today]
    if not begun:
        return ()
    first = min(begun)
    months = QUARTER if today.year - first.year < most // 4 else YEAR
    last_days = _last_days(first, today, months)
    kept = last_days[-most:]
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


def draw_bars(values: Sequence[BarValue]) -> BarChart:
    highest = max((value for _, value in values), default=0) or 1
    step = _WIDTH / max(len(values), 1)
    bars = (
        f"M{round((at + 1 / 6) * step)} {_FLOOR}v-{_FLOOR * value // highest}h{round(step * 2 / 3)}V{_FLOOR}z"
        for at, (_, value) in enumerate(values)
    )
    ends = [f"{label} : {value}" for label, value in values]
    return BarChart(f"M0 {_FLOOR}h{_WIDTH}v2H0z{''.join(bars)}", ends[0] if ends else "", ends[-1] if ends[1:] else "")
