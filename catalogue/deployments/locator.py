"""A small map of where a territory lies: its départements, among those around them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from catalogue.deployments.map import frame
from catalogue.deployments.map_data import bounds_of

_AROUND = 40
Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Locator:
    """`here` and `around`: outlines; `names`: the départements in words, as the drawing has no text."""

    box: str
    here: str
    around: str
    names: str


def locate(departements: Iterable[tuple[str, str]]) -> Locator | None:
    """From the codes and names of the départements it is in or holds; None if none of them is drawn."""
    outlines, bounds = frame().outlines, _bounds()
    drawn = {code: name for code, name in departements if code in outlines}
    if not drawn:
        return None
    lefts, tops, rights, bottoms = zip(*(bounds[code] for code in drawn), strict=True)
    box = (min(lefts) - _AROUND, min(tops) - _AROUND, max(rights) + _AROUND, max(bottoms) + _AROUND)
    near = (code for code in outlines if code not in drawn and _meet(bounds[code], box))
    left, top, right, bottom = box
    return Locator(
        box=f"{left} {top} {right - left} {bottom - top}",
        here="".join(outlines[code] for code in drawn),
        around="".join(outlines[code] for code in near),
        names=", ".join(drawn.values()),
    )


@cache
def _bounds() -> dict[str, Bounds]:
    return {code: bounds_of(outline) for code, outline in frame().outlines.items()}


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
