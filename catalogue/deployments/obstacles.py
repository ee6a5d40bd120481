"""Why uses of a service stopped, told without saying of whom.

Who stopped is public, why is not: reasons are shown together when there are at least three, and by size of territory
when those of that size are at least three and the others too, so that no subtraction gives a single one away.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.deployments.models import Deployment, Standing, Status, StopReason
from catalogue.territories.strata import Stratum

ENOUGH = 3


@dataclass(frozen=True)
class Obstacles:
    """`reasons`: « difficulté technique (3), autre (1) »; `by_size`: the same for some sizes of territory."""

    stops: int
    made_up: int
    reasons: str
    by_size: tuple[str, ...]


def obstacles_of(deployments: Iterable[Deployment]) -> Obstacles | None:
    """None when there are too few to tell."""
    stops = [row for row in deployments if row.status == Status.ARRETE and row.standing != Standing.CONTESTEE]
    if len(stops) < ENOUGH:
        return None
    sizes = _sizes(stops)
    return Obstacles(
        stops=len(stops),
        made_up=sum(stop.is_demo for stop in stops),
        reasons=_reasons(stops),
        by_size=tuple(
            f"Territoires de {size.label.lower()} : {_reasons(sizes[size])}" for size in Stratum if size in sizes
        ),
    )


def _sizes(stops: list[Deployment]) -> dict[str, list[Deployment]]:
    """The sizes that can be told apart; when too few stops would be left over, the smallest of them is not."""
    by_size: dict[str, list[Deployment]] = {}
    for stop in stops:
        by_size.setdefault(stop.territory.stratum if stop.territory else "", []).append(stop)
    told = {size: its for size, its in by_size.items() if size and len(its) >= ENOUGH}
    left = len(stops) - sum(map(len, told.values()))
    if told and 0 < left < ENOUGH:
        del told[min(told, key=lambda size: len(told[size]))]
    return told


def _reasons(stops: list[Deployment]) -> str:
    counts = Counter(StopReason(stop.stop_reason) for stop in stops)
    return ", ".join(f"{reason.label.lower()} ({count})" for reason, count in counts.most_common())
