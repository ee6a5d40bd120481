"""How the fund went month by month: sums so far, each scale in a drawing of its own, with its table."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Sum

from catalogue.deployments.growth import BarChart, BarValue, draw_bars
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.dates import month as in_words
from catalogue.funding.fund_counts import AWARDED, FILED, GRANTS, PAID, SERVED, SIGNED
from catalogue.funding.fund_tables import FundCell, FundRow, FundTable
from catalogue.funding.models import FundCount
from catalogue.funding.public_fund_figures import EUROS, MEASURES

_GROUPS = (
    ("evolution-argent", "L'argent, mois après mois", (AWARDED, SIGNED, PAID)),
    ("evolution-dossiers", "Les dossiers déposés, mois après mois", (FILED,)),
    ("evolution-subventions", "Les subventions, mois après mois", (GRANTS,)),
    ("evolution-collectivites", "Les collectivités concernées, mois après mois", (SERVED,)),
)
_SHOWN = {SERVED: "Collectivités"}
_STEPS = (1, 3, 12)
"""Months between two bars."""
_MOST_BARS = 36
Month = int
"""Months since the year 0."""


@dataclass(frozen=True)
class EvolutionChart:
    """`drawn`: what the drawing shows, in words."""

    key: str
    title: str
    chart: BarChart
    drawn: str


@dataclass(frozen=True)
class Evolution:
    table: FundTable
    charts: tuple[EvolutionChart, ...]


def evolution(fund: int, since: date, until: date) -> tuple[Evolution, ...]:
    """One query. Nothing before the first month in which something happened."""
    added = added_by_month(fund, until)
    first = min(added, default=None)
    if first is None:
        return ()
    ends = _ends(max(first, _month(since)), _month(until))
    reached = _reached(added, ends)
    return tuple(_drawn(key, title, measures, ends, reached) for key, title, measures in _GROUPS)


@kept_until_written
def added_by_month(fund: int, until: date) -> Mapping[Month, Counter[str]]:
    told = [measure for _, _, measures in _GROUPS for measure in measures]
    rows = FundCount.objects.filter(fund=fund, day__lte=until, measure__in=told).order_by()
    found: dict[Month, Counter[str]] = defaultdict(Counter)
    for day, measure, value in rows.values_list("day", "measure").annotate(all=Sum("value")):
        found[_month(day)][measure] += value
    return dict(found)


def _month(day: date) -> Month:
    return day.year * 12 + day.month - 1


def _ends(first: Month, last: Month) -> list[Month]:
    """The month at the end of each bar: the last one always, others back from it."""
    step = next((one for one in _STEPS if (last - first) // one < _MOST_BARS), _STEPS[-1])
    return sorted(range(last, first - 1, -step))


def _reached(added: Mapping[Month, Counter[str]], ends: Sequence[Month]) -> list[Counter[str]]:
    sums, so_far, waiting = [], Counter[str](), sorted(added, reverse=True)
    for end in ends:
        while waiting and waiting[-1] <= end:
            for measure, value in added[waiting.pop()].items():
                so_far[measure] += value
        sums.append(so_far.copy())
    return sums


def _drawn(
    key: str, title: str, measures: Sequence[str], ends: Sequence[Month], reached: Sequence[Counter[str]]
) -> Evolution:
    labels = [in_words(date(end // 12, end % 12 + 1, 1)) for end in ends]
    names = {one: _SHOWN.get(one, MEASURES[one]) for one in measures}
    rows = tuple(
        FundRow(label, tuple(FundCell(sums[one], one in EUROS) for one in measures))
        for label, sums in zip(labels, reached, strict=True)
    )
    table = FundTable(key, title, "À la fin du mois", tuple(names.values()), rows)
    charts = tuple(
        _chart(f"{key}-{one}", name, labels, [row.cells[n] for row in rows])
        for n, (one, name) in enumerate(names.items())
        if any(row.cells[n].value for row in rows)
    )
    return Evolution(table, charts)


def _chart(key: str, title: str, labels: Sequence[str], cells: Sequence[FundCell]) -> EvolutionChart:
    chart = draw_bars([BarValue(label, cell.value or 0) for label, cell in zip(labels, cells, strict=True)])
    ends = [f"{label} : {cell.shown}" for label, cell in zip(labels, cells, strict=True)]
    named = replace(chart, first=ends[0] if ends[1:] else "", last=ends[-1])
    highest = max(range(len(cells)), key=lambda n: cells[n].value or 0)
    drawn = f"{title}, de {labels[0]} à {labels[-1]} ; au plus haut {cells[highest].shown} ({labels[highest]})."
    return EvolutionChart(key, title, named, drawn)
