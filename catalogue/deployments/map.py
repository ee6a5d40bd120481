"""The map of the départements where a service is used, drawn on the server."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from catalogue.deployments.departement_uses import DepartementUse
from catalogue.deployments.map_data import FranceMap, france_map
from catalogue.deployments.models import VALID_STANDINGS, Standing

_NAMED = 15
"""Beyond, a shape with its own name for each département would weigh more than the rest of the sheet."""

# The five overseas départements, drawn by us in boxes of 100 by 60, simplified and not to scale.
_OVERSEAS = {
    "971": ("Guadeloupe", "M24 20l6-6 8 4 3 10-3 14-6 8-7-6-3-12zM44 24l6-12 8-4 4 8 14 6-6 5-12 3-10 2z"),
    "972": ("Martinique", "M36 10l10-2 8 8 2 10 8 4-2 6 8 8-4 8-10-4-6 2-4-10 4-6-10-8-6-8z"),
    "973": ("Guyane", "M30 12l8-6 12 2 12 8 10 10-8 12-6 14-10-2-8 4-10-4 4-12-6-12z"),
    "974": ("La Réunion", "M30 28l6-12 10-6 12 4 8 8 8 10-2 12-12 6-14-2-10-8z"),
    "976": ("Mayotte", "M44 10l8-2 4 8 6 4-4 8 2 10-4 6 4 6-8 2-6-6 2-10-4-8 2-8z"),
}
_BOX_WIDTH = 122
_MARGIN = 11
_BOXES_HEIGHT = 90


@dataclass(frozen=True)
class Look:
    """How a standing is drawn: `pattern` fills the shape, `drawing` describes it in the legend for people who do not
    see colours.
    """

    name: str
    drawing: str = ""
    pattern: str = ""


_LOOKS = {
    Standing.CONFIRMEE: Look("Confirmé"),
    Standing.DECLAREE: Look("Déclaré", "hachures", "hachures"),
    Standing.A_RECONFIRMER: Look("À reconfirmer", "points gris", "points"),
    Standing.CONTESTEE: Look("Contesté", "contour en tirets"),
}


@dataclass(frozen=True)
class Shape:
    """One département, or if there are many, all those with the same standing."""

    path: str
    label: str
    standing: str
    pattern: str


@dataclass(frozen=True)
class Label:
    text: str
    x: int
    y: int


@dataclass(frozen=True)
class Situation:
    """A row of the legend, and of the words that say what the map shows: départements with the same standing."""

    standing: str
    label: str
    drawing: str
    departements: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.departements)


@dataclass(frozen=True)
class DrawnMap:
    width: int
    height: int
    background: str
    patterns: frozenset[str]
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    situations: tuple[Situation, ...]

    @property
    def count(self) -> int:
        """Départements, whatever the standing."""
        return sum(situation.count for situation in self.situations)

    @property
    def in_use(self) -> int:
        """Départements with a valid use."""
        return sum(situation.count for situation in self.situations if situation.standing in VALID_STANDINGS)


def draw_map(uses: Iterable[DepartementUse]) -> DrawnMap:
    """Territories outside the drawing (Saint-Martin, Polynésie française…) are only in the words."""
    uses = list(uses)
    used = {use.code for use in uses}
    drawn = [use for use in uses if use.code in frame().outlines]
    shapes = _named(drawn) if len(drawn) <= _NAMED else shapes_of(drawn)
    return DrawnMap(
        width=frame().width,
        height=frame().height,
        background="".join(outline for code, outline in frame().outlines.items() if code not in used),
        patterns=patterns_of(shapes),
        shapes=shapes,
        labels=overseas_labels(),
        situations=_situations(uses),
    )


def overseas_labels() -> tuple[Label, ...]:
    return tuple(
        Label(name, 50 + _MARGIN + column * _BOX_WIDTH, frame().height - 12)
        for column, (name, _) in enumerate(_OVERSEAS.values())
    )


def patterns_of(shapes: Iterable[Shape]) -> frozenset[str]:
    return frozenset(shape.pattern for shape in shapes)


@cache
def frame() -> FranceMap:
    """France, and its overseas départements in boxes below."""
    france = france_map()
    boxes = {
        code: _moved(outline, _MARGIN + column * _BOX_WIDTH, france.height)
        for column, (code, (_, outline)) in enumerate(_OVERSEAS.items())
    }
    return FranceMap(france.width, france.height + _BOXES_HEIGHT, france.outlines | boxes)


def _moved(outline: str, right: int, down: int) -> str:
    return re.sub(r"M(\d+) (\d+)", lambda start: f"M{int(start[1]) + right} {int(start[2]) + down}", outline)


def _named(uses: list[DepartementUse]) -> tuple[Shape, ...]:
    return tuple(shape_of(frame().outlines[use.code], use.standing, use.label) for use in uses)


def shapes_of(uses: list[DepartementUse]) -> tuple[Shape, ...]:
    """One for each standing."""
    alike = _by_standing(uses)
    return tuple(
        shape_of("".join(frame().outlines[use.code] for use in its), standing) for standing, its in alike.items()
    )


def shape_of(path: str, standing: Standing, label: str = "") -> Shape:
    return Shape(path, label, standing.value, look_of(standing).pattern)


def look_of(standing: Standing) -> Look:
    return _LOOKS[standing]


def _situations(uses: list[DepartementUse]) -> tuple[Situation, ...]:
    return tuple(
        Situation(standing.value, _LOOKS[standing].name, _LOOKS[standing].drawing, tuple(map(_in_words, its)))
        for standing, its in _by_standing(uses).items()
    )


def _by_standing(uses: list[DepartementUse]) -> dict[Standing, list[DepartementUse]]:
    alike = {standing: [use for use in uses if use.standing == standing] for standing in _LOOKS}
    return {standing: its for standing, its in alike.items() if its}


def _in_words(use: DepartementUse) -> str:
    """The label of a shape, with signatures if they are mixed.

    « Finistère (29) : 2 en production, via la Région Bretagne »; « Isère (38) : 2 pilotes (1 confirmée, 1 déclarée) »
    """
    return replace(use, statuses=f"{use.statuses} ({use.signatures})").label if use.signatures else use.label
