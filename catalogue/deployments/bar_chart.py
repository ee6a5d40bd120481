"""Bars on the server: numbers over time, drawn as a few paths so that a page of figures stays light."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

_WIDTH, _HEIGHT = 600, 220
_FLOOR = 180


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


def draw_bars(values: Sequence[BarValue]) -> BarChart:
    highest = max((value for _, value in values), default=0) or 1
    step = _WIDTH / max(len(values), 1)
    bars = (
        f"M{round((at + 1 / 6) * step)} {_FLOOR}v-{_FLOOR * value // highest}h{round(step * 2 / 3)}V{_FLOOR}z"
        for at, (_, value) in enumerate(values)
    )
    ends = [f"{label} : {value}" for label, value in values]
    return BarChart(f"M0 {_FLOOR}h{_WIDTH}v2H0z{''.join(bars)}", ends[0] if ends else "", ends[-1] if ends[1:] else "")
