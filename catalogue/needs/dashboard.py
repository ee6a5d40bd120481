"""The figures of a consultation as tables, from what each write keeps: the page and its files show the same rows.

It costs the same however many contribute. As long as supports are hidden, no table tells of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from catalogue.deployments.departement_uses import departements_and_regions
from catalogue.deployments.growth import BarChart, BarValue, draw_bars
from catalogue.foundation.dates import day as in_words
from catalogue.foundation.french import french_order
from catalogue.foundation.spreadsheets import Row
from catalogue.needs.consultation_figures import FOUND, NUMBERS
from catalogue.needs.counted_map import CountedMap, draw_counts
from catalogue.needs.models import Consultation, ConsultationCount, NeedKind, Profile, Stage
from catalogue.needs.phases import shows_supports
from catalogue.services.models import Theme
from catalogue.territories.models import Kind
from catalogue.territories.wording import PLURALS

HEADINGS = ("Tableau", "Ligne", "Nombre")
_MANDATES = {"elu": "Élus et élues", "dgs": "Direction générale", "agent": "Agents"}
_EACH_DAY = 62
_EACH_WEEK = 7 * _EACH_DAY
_WEEK = 7
_GROUPED = (
    Stage.GROUPED,
    Stage.NOT_SELECTED,
    Stage.SELECTED,
    Stage.PILOTS_WANTED,
    Stage.PILOTED,
    Stage.IN_SERVICE,
)
_SELECTED = _GROUPED[2:]
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_SEVERAL = "Une contribution peut avoir plusieurs thématiques : leur somme dépasse le nombre de contributions."
_WHERE = (
    "D'après le territoire concerné. Une contribution régionale compte pour sa région, pas pour chacun de ses "
    "départements ; celle d'un partenaire peut n'avoir aucun territoire."
)
Counts = Mapping[str, Mapping[str, int]]
"""By figure, then by key; the key « » is the total."""


@dataclass(frozen=True)
class DashboardRow:
    """`share`: how long its bar is, of a hundred."""

    label: str
    value: int
    share: int = 0


@dataclass(frozen=True)
class DashboardTable:
    """`of`: what its rows tell; `chart`: of rows that follow one another in time; the others have a bar each. `map`: of
    rows that are départements.
    """

    key: str
    title: str
    of: str
    rows: tuple[DashboardRow, ...]
    note: str = ""
    chart: BarChart | None = None
    map: CountedMap | None = None

    @property
    def drawn(self) -> str:
        """What the drawing shows, in words."""
        highest = max(self.rows, key=lambda row: row.value)
        return f"De {self.rows[0].label} à {self.rows[-1].label} ; le plus haut : {highest.value} ({highest.label})."


@dataclass(frozen=True)
class Dashboard:
    """`totals`: what is told first."""

    totals: tuple[DashboardRow, ...]
    tables: tuple[DashboardTable, ...]
    hides_supports: bool
    rows: Iterator[Row] = field(repr=False)


def dashboard_of(consultation: Consultation) -> Dashboard:
    counts = _counts(consultation)
    shown = shows_supports(consultation)
    totals = tuple(_totals(counts, shown))
    tables = tuple(table for table in _tables(counts, shown) if table.rows)
    return Dashboard(totals, tables, not shown, _as_rows(totals, tables))


def _counts(consultation: Consultation) -> Counts:
    found: dict[str, dict[str, int]] = {}
    rows = ConsultationCount.objects.filter(consultation=consultation.pk, value__gt=0).exclude(figure=NUMBERS)
    for figure, key, value in rows.order_by("figure", "key").values_list("figure", "key", "value"):
        found.setdefault(figure, {})[key] = value
    return found


def _as_rows(totals: Iterable[DashboardRow], tables: Iterable[DashboardTable]) -> Iterator[Row]:
    yield HEADINGS
    for row in totals:
        yield ("En tout", row.label, row.value)
    for table in tables:
        for row in table.rows:
            yield (table.title, row.label, row.value)


def _totals(counts: Counts, shown: bool) -> Iterator[DashboardRow]:
    contributions, propositions = counts.get("contributions", {}), counts.get("propositions", {})
    yield DashboardRow("Contributions", contributions.get("", 0))
    if found := counts.get(FOUND, {}).get("", 0):
        yield DashboardRow("Réponses trouvées en écrivant", found)
    yield DashboardRow("Propositions", propositions.get("", 0))
    if shown:
        yield DashboardRow("Soutiens", counts.get("soutiens", {}).get("", 0))
    yield DashboardRow("Propositions sélectionnées", _in_stages(propositions, _SELECTED))
    yield DashboardRow("Projets sélectionnés", _in_stages(contributions, _SELECTED))


def _tables(counts: Counts, shown: bool) -> Iterator[DashboardTable]:
    contributions, supports = counts.get("contributions", {}), counts.get("soutiens", {})
    yield _plain("etats", "Ce que sont devenues les contributions", "État", _outcomes(contributions))
    yield _by_day("jours", "Contributions", contributions)
    themes = dict(Theme.objects.order_by("order", "name").values_list("pk", "name"))
    by_theme = [(themes.get(int(key), "Thématique supprimée"), n) for key, n in _of(contributions, "thematique")]
    yield _plain("thematiques", "Contributions par thématique", "Thématique", _most_first(by_theme), _SEVERAL)
    yield from _places(contributions)
    natures, profiles = dict(NeedKind.choices), dict(Profile.choices)
    yield _plain("natures", "Contributions par nature", "Nature", _known(contributions, "nature", natures))
    yield _plain("profils", "Contributions par profil", "Profil", _known(contributions, "profil", profiles))
    yield _plain("propositions", "Propositions", "État", _propositions(counts.get("propositions", {})))
    if shown:
        kinds = {str(kind): name.capitalize() for kind, name in PLURALS.items()}
        by_kind, by_mandate = _known(supports, "nature", kinds), _known(supports, "mandat", _MANDATES)
        yield _by_day("soutiens-jours", "Soutiens", supports)
        yield _plain("soutiens-natures", "Soutiens par nature de collectivité", "Nature", by_kind)
        yield _plain("soutiens-mandats", "Soutiens par mandat", "Mandat", by_mandate)


def _outcomes(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for stage in (Stage.SUBMITTED, Stage.WITHDRAWN, Stage.REDIRECTED, Stage.REFUSED, Stage.ACCEPTED):
        if number := _in_stages(counts, [stage]):
            yield f"{stage.label}s" if stage != Stage.SUBMITTED else "À l'examen", number
    if number := _in_stages(counts, _GROUPED):
        yield "Regroupées dans une proposition", number
    if number := _in_stages(counts, _SELECTED):
        yield "dont sélectionnées comme projets", number


def _propositions(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    yield from _known(counts, "etat", {stage: stage.label for stage in Stage if stage not in _SELECTED})
    if number := _in_stages(counts, _SELECTED):
        yield "Sélectionnées", number


def _in_stages(counts: Mapping[str, int], stages: Iterable[Stage]) -> int:
    return sum(counts.get(f"etat|{stage}", 0) for stage in stages)


def _of(counts: Mapping[str, int], what: str) -> list[tuple[str, int]]:
    """« thematique|12 » gives « 12 »."""
    return [(key.partition("|")[2], number) for key, number in counts.items() if key.startswith(f"{what}|")]


def _known(counts: Mapping[str, int], what: str, labels: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """In the order of the labels."""
    found = dict(_of(counts, what))
    return ((label, found[key]) for key, label in labels.items() if key in found)


def _most_first(rows: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(rows, key=lambda row: (-row[1], french_order(row[0])))


def _places(counts: Mapping[str, int]) -> Iterator[DashboardTable]:
    names = departements_and_regions()
    found = dict(_of(counts, "lieu"))
    nowhere = found.pop("", 0)
    by_kind: dict[str, list[tuple[str, int]]] = {Kind.REGION: [], Kind.DEPARTEMENT: []}
    for key, number in found.items():
        kind, _, code = key.partition("-")
        name = names[key].name if key in names else code
        by_kind[kind].append((name if kind == Kind.REGION else f"{name} ({code})", number))
    regions = _most_first(by_kind[Kind.REGION]) + ([("Sans région", nowhere)] if nowhere else [])
    yield _plain("regions", "Contributions par région", "Région", regions, _WHERE)
    shown = _plain(
        "departements", "Contributions par département", "Département", _most_first(by_kind[Kind.DEPARTEMENT])
    )
    theirs = {key: number for key, number in found.items() if key.startswith(f"{Kind.DEPARTEMENT}-")}
    yield replace(shown, map=draw_counts(theirs, "contributions"))


def _plain(key: str, title: str, of: str, rows: Iterable[tuple[str, int]], note: str = "") -> DashboardTable:
    told = list(rows)
    highest = max((number for _, number in told), default=0) or 1
    drawn = tuple(DashboardRow(label, number, round(100 * number / highest)) for label, number in told)
    return DashboardTable(key, title, of, drawn, note)


def _by_day(key: str, what: str, counts: Mapping[str, int]) -> DashboardTable:
    days = {date.fromisoformat(said): number for said, number in _of(counts, "jour") if said}
    step, rows = _periods(days)
    chart = draw_bars([BarValue(row.label, row.value) for row in rows]) if rows else None
    return DashboardTable(key, f"{what} par {step}", step.capitalize(), rows, chart=chart)


def _periods(days: Mapping[date, int]) -> tuple[str, tuple[DashboardRow, ...]]:
    """Each day of a short consultation, each week of a longer one, each month beyond; those with nothing too."""
    if not days:
        return "jour", ()
    first, last = min(days), max(days)
    length = (last - first).days + 1
    if length <= _EACH_DAY:
        every = [first + timedelta(days=n) for n in range(length)]
        return "jour", tuple(DashboardRow(in_words(day), days.get(day, 0)) for day in every)
    if length <= _EACH_WEEK:
        monday = first - timedelta(days=first.weekday())
        starts = [monday + timedelta(days=n) for n in range(0, (last - monday).days + 1, _WEEK)]
        within = {start: sum(days.get(start + timedelta(days=n), 0) for n in range(_WEEK)) for start in starts}
        return "semaine", tuple(DashboardRow(f"du {in_words(start)}", number) for start, number in within.items())
    return "mois", tuple(_months(days, first, last))


def _months(days: Mapping[date, int], first: date, last: date) -> Iterator[DashboardRow]:
    for rank in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, month = divmod(rank, 12)
        number = sum(value for day, value in days.items() if (day.year, day.month) == (year, month + 1))
        yield DashboardRow(f"{_MONTHS[month]} {year}", number)
