"""How the use of a service grew, from the dates of its deployments: pure counting, then the bars that show it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from catalogue.deployments.history import expired_times
from catalogue.deployments.models import COUNTED, IN_USE, Deployment, Standing, Status
from catalogue.deployments.signatures import VALIDITY, months_before
from catalogue.services.models import ServicePage

MOST_PERIODS = 12
QUARTER, YEAR = 3, 12
"""Months."""


@dataclass(frozen=True)
class Use:
    """`ended` is None while it lasts; `away`: from which day to which (None: still) its confirmation was over."""

    began: date
    ended: date | None
    away: tuple[tuple[date, date | None], ...] = ()

    def counts_on(self, day: date) -> bool:
        lasts = self.began <= day and (self.ended is None or self.ended > day)
        return lasts and not any(left <= day and (back is None or back > day) for left, back in self.away)


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
    """Of what is not contested; what is to be confirmed again counted until it expired. Two queries."""
    told = Deployment.objects.filter(service=service, status__in=(*IN_USE, Status.ARRETE))
    rows, expired = list(told.exclude(standing=Standing.CONTESTEE)), expired_times(service)
    placed = [row for row in rows if row.since and (row.until or row.status != Status.ARRETE)]
    uses = [Use(row.since, row.until, _away(row, expired.get(row.organisation_id, ()))) for row in placed]
    periods = periods_of(uses, timezone.localdate())
    undated = sum(row.standing in COUNTED for row in rows) - sum(row.standing in COUNTED for row in placed)
    return Figures(periods, undated, tuple(_bars(periods)))


def _away(row: Deployment, known: Sequence[tuple[date, date | None]]) -> tuple[tuple[date, date | None], ...]:
    """As history tells it; where it does not, the year that follows the confirmation ends by the rule."""
    if row.standing == Standing.A_RECONFIRMER and not (known and known[-1][1] is None):
        return (*known, (months_before(row.confirmed_on, -VALIDITY), None))
    return tuple(known)


def periods_of(uses: Iterable[Use], today: date) -> tuple[Period, ...]:
    """By quarter while three years hold everything, by year beyond; the first of too many sums up what came before."""
    uses = [use for use in uses if use.began <= today]
    if not uses:
        return ()
    first = min(use.began for use in uses)
    months = QUARTER if today.year - first.year < MOST_PERIODS // 4 else YEAR
    last_days = _last_days(first, today, months)
    kept = last_days[-MOST_PERIODS:]
    before = [date.min, *kept]
    periods = [
        _period(uses, after, min(day, today), _label(day, today, months))
        for after, day in zip(before, kept, strict=False)
    ]
    if len(last_days) > len(kept):
        periods[0] = replace(periods[0], label=f"Jusqu'à {periods[0].label}")
    return tuple(periods)


def _period(uses: list[Use], after: date, last_day: date, label: str) -> Period:
    return Period(
        label=label,
        began=sum(after < use.began <= last_day for use in uses),
        ended=sum(use.ended is not None and after < use.ended <= last_day for use in uses),
        going_on=sum(use.counts_on(last_day) for use in uses),
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
