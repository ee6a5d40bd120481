"""Why uses of a service stopped, without saying whose.

Who stopped is public, why is not. Reasons are shown together if there are at least three, and by size of territory if
there are at least three of that size and three others, so that no subtraction reveals a single one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.deployments.models import StopReason
from catalogue.territories.strata import Stratum

ENOUGH = 3


@dataclass(frozen=True)
class Obstacles:
    """`reasons`: « difficulté technique (3), autre (1) »; `by_size`: the same for some sizes of territory."""

    stops: int
    made_up: int
    reasons: str
    by_size: tuple[str, ...]


def obstacles_of(counts: Mapping[str, int]) -> Obstacles | None:
    """From `ServiceFigures.counts`; None if there are too few."""
    stops: Counter[tuple[str, str]] = Counter()
    made_up = 0
    for key, number in counts.items():
        what, _, rest = key.partition("|")
        if what == "arret":
            reason, size, demo = rest.split("|")
            stops[size, reason] += number
            made_up += number if demo else 0
    if stops.total() < ENOUGH:
        return None
    sizes = _sizes(stops)
    return Obstacles(
        stops=stops.total(),
        made_up=made_up,
        reasons=_reasons(stops.items()),
        by_size=tuple(
            f"Territoires de {size.label.lower()} : {_reasons(sizes[size])}" for size in Stratum if size in sizes
        ),
    )


Stops = Iterable[tuple[tuple[str, str], int]]
"""((size of the territory, reason), how many)."""


def _sizes(stops: Counter[tuple[str, str]]) -> dict[str, list[tuple[tuple[str, str], int]]]:
    """The sizes that can be shown; if too few stops would remain, the smallest of them is left out."""
    by_size: dict[str, list[tuple[tuple[str, str], int]]] = {}
    for (size, reason), number in stops.items():
        by_size.setdefault(size, []).append(((size, reason), number))
    numbers = {size: sum(number for _, number in its) for size, its in by_size.items()}
    told = {size: its for size, its in by_size.items() if size and numbers[size] >= ENOUGH}
    left = stops.total() - sum(numbers[size] for size in told)
    if told and 0 < left < ENOUGH:
        del told[min(told, key=lambda size: numbers[size])]
    return told


def _reasons(stops: Stops) -> str:
    counts: Counter[StopReason] = Counter()
    for (_, reason), number in stops:
        counts[StopReason(reason)] += number
    ordered = sorted(counts.items(), key=lambda item: (-item[1], StopReason.values.index(item[0])))
    return ", ".join(f"{reason.label.lower()} ({count})" for reason, count in ordered)
