"""The départements of France shaded by how many of something each has: supports of a need, contributions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.deployments.departement_uses import departements_and_regions
from catalogue.deployments.map import Label, Shape, frame, overseas_labels, patterns_of
from catalogue.foundation.french import french_order, thousands

_NAMED = 15
"""Beyond, départements with as many are one shape: names would weigh more than the rest of the page."""
_MOST_SHADED = 100
"""With as many somewhere, the limits between shades are ten times higher, and so on."""


@dataclass(frozen=True)
class Shade:
    """How départements with at least so many are drawn, as `catalogue.deployments.map` draws standings."""

    least: int
    words: str
    drawing: str
    look: str
    pattern: str = ""


@dataclass(frozen=True)
class CountedRow:
    label: str
    count: int


@dataclass(frozen=True)
class MapKey:
    shade: Shade
    departements: tuple[CountedRow, ...]


@dataclass(frozen=True)
class CountedMap:
    width: int
    height: int
    background: str
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    keys: tuple[MapKey, ...]
    count: int
    """Départements that have some."""

    @property
    def patterns(self) -> frozenset[str]:
        return patterns_of(self.shapes)


def draw_counts(counts: Mapping[str, int], what: str) -> CountedMap:
    """`counts`: of each département, by key; `what` they count, in the plural."""
    names = {key: f"{place.name} ({place.code})" for key, place in departements_and_regions().items()}
    shades = _shades(max(counts.values(), default=0), what)
    shaded = {shade: [key for key in sorted(counts) if _shade(shades, counts[key]) == shade] for shade in shades}
    outlines = frame().outlines
    coloured = {key.partition("-")[2] for key in counts}
    return CountedMap(
        width=frame().width,
        height=frame().height,
        background="".join(outline for code, outline in outlines.items() if code not in coloured),
        shapes=tuple(shape for shade, keys in shaded.items() for shape in _shapes(shade, keys, counts, names)),
        labels=overseas_labels(),
        keys=tuple(
            MapKey(shade, most_first({key: counts[key] for key in keys}, names))
            for shade, keys in shaded.items()
            if keys
        ),
        count=len(counts),
    )


def most_first(counts: Mapping[str, int], labels: Mapping[str, str]) -> tuple[CountedRow, ...]:
    rows = (CountedRow(labels.get(key, key), number) for key, number in counts.items())
    return tuple(sorted(rows, key=lambda row: (-row.count, french_order(row.label))))


def _shades(highest: int, what: str) -> tuple[Shade, ...]:
    times = 1
    while highest >= _MOST_SHADED * times:
        times *= 10
    few, many = 3 * times, 10 * times
    least = f"1 ou 2 {what}" if times == 1 else f"1 à {thousands(few - 1)} {what}"
    return (
        Shade(many, f"{thousands(many)} {what} et plus", "plein", "confirmee"),
        Shade(few, f"{thousands(few)} à {thousands(many - 1)} {what}", "hachures", "declaree", "hachures"),
        Shade(1, least, "points gris", "a-reconfirmer", "points"),
    )


def _shade(shades: Iterable[Shade], number: int) -> Shade:
    return next(shade for shade in shades if number >= shade.least)


def _shapes(shade: Shade, keys: list[str], counts: Mapping[str, int], names: Mapping[str, str]) -> Iterable[Shape]:
    drawn = [(key, frame().outlines[code]) for key in keys if (code := key.partition("-")[2]) in frame().outlines]
    if len(counts) <= _NAMED:
        return [Shape(path, f"{names.get(key, key)} : {counts[key]}", shade.look, shade.pattern) for key, path in drawn]
    return [Shape("".join(path for _, path in drawn), "", shade.look, shade.pattern)] if drawn else []
