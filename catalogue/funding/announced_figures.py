"""What was announced of the fund, beside what its rows say on the day of the announcement."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from catalogue.foundation.french import thousands
from catalogue.funding.fund_counts import Figures
from catalogue.funding.models import AnnouncedFigure, Fund
from catalogue.funding.public_fund_figures import MEASURES

ANNOUNCED_FILE = Path(__file__).resolve().parent / "data" / "announced.yml"


@dataclass(frozen=True)
class ComparedFigure:
    """`recomputed` is None where rows say nothing of it, `gap` where there is nothing to compare."""

    announced: AnnouncedFigure
    recomputed: int | None

    @property
    def gap(self) -> int | None:
        if self.recomputed is None or self.announced.value is None:
            return None
        return self.recomputed - self.announced.value

    @property
    def is_money(self) -> bool:
        return self.announced.unit == AnnouncedFigure.Unit.EUROS

    @property
    def announced_shown(self) -> str:
        return "non publié" if self.announced.value is None else self._written(self.announced.value)

    @property
    def recomputed_shown(self) -> str:
        return "non recalculé" if self.recomputed is None else self._written(self.recomputed)

    @property
    def gap_shown(self) -> str:
        """« + 3 », « − 120 000 € », « aucun »."""
        if self.gap is None:
            return "sans objet"
        if not self.gap:
            return "aucun"
        return f"{'+' if self.gap > 0 else '−'} {self._written(abs(self.gap))}"

    def _written(self, value: int) -> str:
        return f"{thousands(value)} €" if self.is_money else thousands(value)


def compared(rows: Iterable[AnnouncedFigure], figures: Mapping[date, Figures]) -> Iterator[ComparedFigure]:
    """`figures`: of the day of each announcement. What no rule makes public is not recomputed."""
    for row in rows:
        known = row.measure in MEASURES and row.on in figures
        yield ComparedFigure(row, figures[row.on][row.line, row.measure] if known else None)


def announced_entries() -> list[dict[str, Any]]:
    """Our own file: see its first lines."""
    entries: list[dict[str, Any]] = yaml.safe_load(ANNOUNCED_FILE.read_text())
    return entries


@transaction.atomic
def load_announced(fund: Fund) -> int:
    """Adds the announced figures that are not there yet, by date and order; what an editor changed stays. How many."""
    added = 0
    for entry in announced_entries():
        facts = dict(entry)
        key = {"on": facts.pop("date"), "order": facts.pop("order")}
        _, is_new = AnnouncedFigure.objects.get_or_create(fund=fund, **key, defaults=facts)
        added += is_new
    return added
