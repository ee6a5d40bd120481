"""Tables of the fund: columns of euros or of numbers, never both on one scale; the page and its files show the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogue.foundation.french import thousands
from catalogue.foundation.spreadsheets import Row
from catalogue.funding.fund_counts import ALLOCATED, DELEGATED, DELEGATED_NEAR, Figures
from catalogue.funding.models import Axis, Part, Purpose
from catalogue.funding.public_fund_figures import EUROS, FILES

HEADINGS = ("Tableau", "Ligne", "Colonne", "Valeur", "Unité")
WHOLE_FUND = "Tout le fonds"
_NOTHING = "–"
_LABELS = {**dict(Part.choices), str(Purpose.LABS): Purpose.LABS.label}
_FROM_ABOVE = frozenset({ALLOCATED, DELEGATED, DELEGATED_NEAR})
"""Nothing there means that the money is held above, not that there is none."""
_WAVE = 2
"""How deep the line of a wave is: axis, part, number."""


@dataclass(frozen=True)
class FundCell:
    value: int | None
    euros: bool

    @property
    def shown(self) -> str:
        if self.value is None:
            return _NOTHING
        return f"{thousands(self.value)} €" if self.euros else thousands(self.value)


@dataclass(frozen=True)
class FundRow:
    """`line`: as in FundCount, empty for what is no line of the fund. `depth`: 0 for the whole fund."""

    label: str
    cells: tuple[FundCell, ...]
    line: str = ""
    depth: int = 0


@dataclass(frozen=True)
class FundTable:
    key: str
    title: str
    of: str
    columns: tuple[str, ...]
    rows: tuple[FundRow, ...]
    note: str = ""

    def as_rows(self) -> Iterator[Row]:
        for row in self.rows:
            for column, cell in zip(self.columns, row.cells, strict=True):
                yield (self.title, row.label, column, cell.value, "euros" if cell.euros else "nombre")


def money_table(figures: Figures) -> FundTable:
    note = (
        "D'une colonne à l'autre, c'est le même argent, plus avancé : ces colonnes ne s'additionnent pas. "
        f"« {_NOTHING} » : la somme est tenue plus haut, par l'axe entier."
    )
    lines = [line for line in _lines(figures, EUROS) if line.count("|") < _WAVE]
    return FundTable("argent", "L'argent, par axe et par volet", "Axe ou volet", *_filled(figures, EUROS, lines), note)


def files_table(figures: Figures) -> FundTable:
    """Of what was filed: drafts are nobody's business."""
    note = "Dossiers déposés, et ce qu'ils sont devenus. « À l'étude » tant que rien n'est publié."
    lines = [line for line in _lines(figures, FILES) if not line or figures[line, "deposes"]]
    return FundTable(
        "dossiers", "Les dossiers, par axe et par vague", "Axe, volet ou vague", *_filled(figures, FILES, lines), note
    )


def _filled(
    figures: Figures, measures: Mapping[str, str], lines: Sequence[str]
) -> tuple[tuple[str, ...], tuple[FundRow, ...]]:
    rows = tuple(
        FundRow(label_of(line), tuple(_cell(figures, line, one) for one in measures), line, _depth(line))
        for line in lines
    )
    return tuple(measures.values()), rows


def _cell(figures: Figures, line: str, measure: str) -> FundCell:
    value = figures[line, measure]
    held_above = not value and _depth(line) > 1 and measure in _FROM_ABOVE
    return FundCell(None if held_above else value, measure in EUROS)


def _lines(figures: Figures, measures: Mapping[str, str]) -> list[str]:
    """Those of which something is told, in the order of the fund."""
    told = {line for line, measure in figures if measure in measures and figures[line, measure]}
    return sorted(told | {""}, key=_order)


def _order(line: str) -> tuple:
    axis, part, wave = [*line.split("|"), "", "", ""][:3]
    return (_rank(axis, Axis.values), _rank(part, list(_LABELS)), int(wave) if wave.isdecimal() else 0)


def _rank(value: str, known: Sequence[str]) -> int:
    return known.index(value) + 1 if value in known else 0


def _depth(line: str) -> int:
    return len(line.split("|")) if line else 0


def label_of(line: str) -> str:
    """« Axe 2 : guichet national », « Démarches en ligne de qualité », « … , vague 2 »."""
    axis, part, wave = [*line.split("|"), "", "", ""][:3]
    if not axis:
        return WHOLE_FUND
    label = _LABELS.get(part, part) if part else Axis(axis).label
    return f"{label}, vague {wave}" if wave else label


def files_rows(tables: Iterable[FundTable]) -> Iterator[Row]:
    yield HEADINGS
    for table in tables:
        yield from table.as_rows()
