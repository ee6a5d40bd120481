"""The supports of a need as they are shown: how many collectivités, how many inhabitants, of which size, where.

Read from the figures that `supporting` keeps: it costs the same for one support or for thirty thousand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.deployments.departement_uses import departements_and_regions
from catalogue.deployments.map import Label, Shape, frame, overseas_labels, patterns_of
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.dates import moment
from catalogue.foundation.french import french_order
from catalogue.needs.models import Consultation, Need, PhaseKind
from catalogue.needs.phases import phase_now
from catalogue.territories.models import Kind
from catalogue.territories.strata import Stratum
from catalogue.territories.wording import PLURALS

MANDATES = {"elu": "Élus et élues", "dgs": "Direction générale", "agent": "Agents"}
MANDATE = {"elu": "Élu ou élue", "dgs": "Direction générale", "agent": "Agent"}
BY_MANDATE = {"elu": "un élu ou une élue", "dgs": "la direction générale", "agent": "un agent"}
_NAMED = 15
"""Beyond, départements with as many supports are one shape: names would weigh more than the rest of the page."""


@dataclass(frozen=True)
class Shade:
    """How départements with at least so many supports are drawn, as `catalogue.deployments.map` draws standings."""

    least: int
    words: str
    drawing: str
    look: str
    pattern: str = ""


_SHADES = (
    Shade(10, "10 collectivités et plus", "plein", "confirmee"),
    Shade(3, "3 à 9 collectivités", "hachures", "declaree", "hachures"),
    Shade(1, "1 ou 2 collectivités", "points gris", "a-reconfirmer", "points"),
)


@dataclass(frozen=True)
class CountedRow:
    label: str
    count: int


@dataclass(frozen=True)
class MapKey:
    shade: Shade
    departements: tuple[CountedRow, ...]


@dataclass(frozen=True)
class SupportMap:
    width: int
    height: int
    background: str
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    keys: tuple[MapKey, ...]
    count: int

    @property
    def patterns(self) -> frozenset[str]:
        return patterns_of(self.shapes)


@dataclass(frozen=True)
class SpreadTable:
    """`what`: of what the rows tell."""

    what: str
    rows: tuple[CountedRow, ...]


@dataclass(frozen=True)
class SupportPicture:
    count: int
    population: int
    mandates: tuple[CountedRow, ...]
    tables: tuple[SpreadTable, ...]
    map: SupportMap


def hidden_until(consultation: Consultation) -> str:
    """Why nothing may be shown yet, as a sentence; empty if supports may be shown."""
    if not consultation.hides_supports:
        return ""
    phase = phase_now(consultation.pk, PhaseKind.SOUTIEN)
    if phase is None:
        return "Les soutiens seront publiés à la clôture de la phase de soutien."
    return "" if phase.is_over else f"Les soutiens seront publiés à la clôture, le {moment(phase.closes)}."


def picture_of(need: Need) -> SupportPicture | None:
    """None without any support. Whether it may be shown is for `hidden_until` to say."""
    if not need.support_count:
        return None
    return _picture(need.support_count, need.supported_population, tuple(need.support_counts.items()))


@kept_until_written
def _picture(count: int, population: int, keys: tuple[tuple[str, int], ...]) -> SupportPicture:
    counts = _by_figure(dict(keys))
    places = departements_and_regions()
    where = counts.get("lieu", {})
    regions = {key: number for key, number in where.items() if key.startswith(f"{Kind.REGION}-")}
    return SupportPicture(
        count=count,
        population=population,
        mandates=_rows(counts.get("mandat", {}), MANDATES),
        tables=(
            SpreadTable("Nature", _rows(counts.get("nature", {}), {k: v.capitalize() for k, v in PLURALS.items()})),
            SpreadTable("Taille", _rows(counts.get("strate", {}), dict(Stratum.choices) | {"": "Population inconnue"})),
            SpreadTable("Région", _most_first(regions, {key: place.name for key, place in places.items()})),
        ),
        map=_drawn({key: number for key, number in where.items() if key not in regions}),
    )


def _by_figure(counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for key, number in counts.items():
        figure, _, value = key.partition("|")
        found.setdefault(figure, {})[value] = number
    return found


def _rows(counts: Mapping[str, int], labels: Mapping[str, str]) -> tuple[CountedRow, ...]:
    """In the order of the labels."""
    return tuple(CountedRow(label, counts[value]) for value, label in labels.items() if counts.get(value))


def _most_first(counts: Mapping[str, int], labels: Mapping[str, str]) -> tuple[CountedRow, ...]:
    rows = (CountedRow(labels.get(key, key), number) for key, number in counts.items())
    return tuple(sorted(rows, key=lambda row: (-row.count, french_order(row.label))))


def _drawn(counts: Mapping[str, int]) -> SupportMap:
    """`counts`: supports in each département, by key."""
    names = {key: f"{place.name} ({place.code})" for key, place in departements_and_regions().items()}
    shaded = {shade: [key for key in sorted(counts) if _shade(counts[key]) == shade] for shade in _SHADES}
    outlines = frame().outlines
    coloured = {key.partition("-")[2] for key in counts}
    return SupportMap(
        width=frame().width,
        height=frame().height,
        background="".join(outline for code, outline in outlines.items() if code not in coloured),
        shapes=tuple(shape for shade, keys in shaded.items() for shape in _shapes(shade, keys, counts, names)),
        labels=overseas_labels(),
        keys=tuple(
            MapKey(shade, _most_first({key: counts[key] for key in keys}, names))
            for shade, keys in shaded.items()
            if keys
        ),
        count=len(counts),
    )


def _shade(number: int) -> Shade:
    return next(shade for shade in _SHADES if number >= shade.least)


def _shapes(shade: Shade, keys: list[str], counts: Mapping[str, int], names: Mapping[str, str]) -> Iterable[Shape]:
    drawn = [(key, frame().outlines[code]) for key in keys if (code := key.partition("-")[2]) in frame().outlines]
    if len(counts) <= _NAMED:
        return [Shape(path, f"{names.get(key, key)} : {counts[key]}", shade.look, shade.pattern) for key, path in drawn]
    return [Shape("".join(path for _, path in drawn), "", shade.look, shade.pattern)] if drawn else []
