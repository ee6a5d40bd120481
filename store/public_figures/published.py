"""The figures as they are read: by people, month by month, and by programs, one value a row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.utils import timezone

from catalogue.foundation import dates
from catalogue.foundation.french import quantity, thousands
from catalogue.foundation.spreadsheets import Row
from store.public_figures.computing import last_months
from store.public_figures.figure_table import FIGURES, Figure
from store.public_figures.measured import ENOUGH
from store.public_figures.models import MonthFigure

HEADINGS = (
    "Mois",
    "Indicateur",
    "Intitulé",
    "Valeur",
    "Unité",
    "Moins de trois : non publié",
    "Dont données de démonstration",
    "Définition",
)
LICENCE = "Licence Ouverte 2.0"
_BY_KEY = {figure.key: figure for figure in FIGURES}
_NOTHING = "–"


@dataclass(frozen=True)
class Cell:
    words: str
    made_up: int = 0


@dataclass(frozen=True)
class MonthTable:
    """`rows`: the newest month first, each with a cell for each figure."""

    title: str
    figures: tuple[Figure, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Published:
    values: dict[tuple[date, str], MonthFigure]
    computed: datetime | None

    @classmethod
    def now(cls) -> Self:
        """One query."""
        kept = list(MonthFigure.objects.filter(figure__in=_BY_KEY))
        values = {(one.month, one.figure): one for one in kept}
        return cls(values, max((one.computed for one in kept), default=None))

    @property
    def tables(self) -> list[MonthTable]:
        counts = tuple(figure for figure in FIGURES if not figure.unit)
        delays = tuple(figure for figure in FIGURES if figure.unit)
        return [self._table("Activité, mois par mois", counts), self._table("Délais médians, mois par mois", delays)]

    def _table(self, title: str, figures: tuple[Figure, ...]) -> MonthTable:
        today = timezone.localdate()
        months = [month for month in reversed(last_months(today)) if self._says_something(month)]
        rows = (
            (_name(month, today), tuple(_cell(figure, self.values.get((month, figure.key))) for figure in figures))
            for month in months
        )
        return MonthTable(title, figures, tuple(rows))

    def _says_something(self, month: date) -> bool:
        return any((month, figure.key) in self.values for figure in FIGURES)

    def rows(self) -> Iterator[Row]:
        """Headings first; all the months that are kept."""
        yield HEADINGS
        for one in self._in_order():
            figure = _BY_KEY[one.figure]
            said = "oui" if one.withheld else "non"
            yield (
                f"{one.month:%Y-%m}",
                figure.key,
                figure.label,
                one.value,
                figure.unit,
                said,
                one.made_up,
                figure.definition,
            )

    def as_data(self) -> dict[str, Any]:
        return {
            "computed": self.computed,
            "licence": LICENCE,
            "fewest_published": ENOUGH,
            "figures": [
                {"key": one.key, "label": one.label, "unit": one.unit, "definition": one.definition} for one in FIGURES
            ],
            "values": [
                {
                    "month": f"{one.month:%Y-%m}",
                    "figure": one.figure,
                    "value": one.value,
                    "withheld": one.withheld,
                    "made_up": one.made_up,
                }
                for one in self._in_order()
            ],
        }

    def _in_order(self) -> Sequence[MonthFigure]:
        return [self.values[key] for key in sorted(self.values)]


def _name(month: date, today: date) -> str:
    """« novembre 2026 (en cours) »"""
    return dates.month(month) + (" (en cours)" if month == today.replace(day=1) else "")


def _cell(figure: Figure, one: MonthFigure | None) -> Cell:
    if one is None:
        return Cell(_NOTHING)
    if one.withheld or one.value is None:
        return Cell(f"moins de {ENOUGH}")
    if figure.unit:
        return Cell("moins d'un jour" if not one.value else quantity(one.value, "jour"), one.made_up)
    return Cell(thousands(one.value), one.made_up)
