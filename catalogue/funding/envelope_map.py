"""Régions or départements shaded by what their envelopes received."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.deployments.departement_uses import departements_and_regions
from catalogue.deployments.map import Label, Shape, frame, overseas_labels, patterns_of
from catalogue.foundation.french import quantity, thousands
from catalogue.needs.counted_map import Shade
from catalogue.territories.models import Kind

_WORDS = {Kind.REGION: ("région", "régions"), Kind.DEPARTEMENT: ("département", "départements")}
_LOOKS = (("plein", "confirmee", ""), ("hachures", "declaree", "hachures"), ("points gris", "a-reconfirmer", "points"))


@dataclass(frozen=True)
class EnvelopeKey:
    """A row of the legend: `places`, in words."""

    shade: Shade
    places: str


@dataclass(frozen=True)
class EnvelopeMap:
    width: int
    height: int
    background: str
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    keys: tuple[EnvelopeKey, ...]
    title: str
    words: str

    @property
    def patterns(self) -> frozenset[str]:
        return patterns_of(self.shapes)


def draw_envelopes(kind: Kind, amounts: Mapping[str, int]) -> EnvelopeMap:
    """`amounts`: by key of territory; those of another kind are left out. A drawing for each third."""
    its = {key: amount for key, amount in amounts.items() if key.startswith(f"{kind}-")}
    shades = _shades(max(its.values(), default=1))
    shaded = {shade: [key for key in its if _shade(shades, its[key]) == shade] for shade in shades}
    shapes = tuple(
        Shape(path, "", shade.look, shade.pattern)
        for shade, keys in shaded.items()
        if (path := "".join(map(_outline, sorted(keys))))
    )
    coloured = {code for key in its for code in _codes(key)}
    singular, plural = _WORDS[kind]
    return EnvelopeMap(
        width=frame().width,
        height=frame().height,
        background="".join(path for code, path in frame().outlines.items() if code not in coloured),
        shapes=shapes,
        labels=overseas_labels(),
        keys=tuple(EnvelopeKey(shade, quantity(len(keys), singular, plural)) for shade, keys in shaded.items() if keys),
        title=f"Par {singular}",
        words=f"Carte de France : {quantity(len(its), singular, plural)} avec une enveloppe ; sommes au tableau.",
    )


def _shades(highest: int) -> tuple[Shade, ...]:
    much, some = _rounded(2 * highest // 3), _rounded(highest // 3)
    words = (
        f"{thousands(much)} € et plus",
        f"de {thousands(some)} à {thousands(much)} €",
        f"moins de {thousands(some)} €",
    )
    limits = (much, some, 0)
    return tuple(
        Shade(least, told, drawing, look, pattern)
        for least, told, (drawing, look, pattern) in zip(limits, words, _LOOKS, strict=True)
    )


def _rounded(amount: int) -> int:
    """172 333 333 -> 170 000 000: what one reads at a glance."""
    unit = 10 ** max(len(str(amount)) - 2, 0)
    return amount // unit * unit


def _shade(shades: Iterable[Shade], amount: int) -> Shade:
    return next(shade for shade in shades if amount >= shade.least)


def _codes(key: str) -> list[str]:
    """Of the départements that a key draws."""
    kind, _, code = key.partition("-")
    if kind == Kind.DEPARTEMENT:
        return [code]
    places = departements_and_regions().values()
    return [one.code for one in places if one.kind == Kind.DEPARTEMENT and vars(one)["region"] == code]


def _outline(key: str) -> str:
    return "".join(frame().outlines.get(code, "") for code in _codes(key))
