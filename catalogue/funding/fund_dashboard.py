"""The figures of the fund on a day, as the page and its files show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from catalogue.foundation.spreadsheets import Row
from catalogue.funding.announced_figures import ComparedFigure, compared
from catalogue.funding.fund_counts import ALLOCATED, BENEFICIARIES, GRANTS, SERVED, Figures
from catalogue.funding.fund_evolution import Evolution, evolution
from catalogue.funding.fund_tables import FundTable, files_rows, files_table, money_table
from catalogue.funding.models import Axis, Fund
from catalogue.funding.public_fund_figures import MEASURES, public_figures

_ANNOUNCED = "Annoncé et recalculé"


@dataclass(frozen=True)
class FundDashboard:
    """`unshared`: what is allocated to the fund and to no axis yet."""

    fund: Fund
    day: date
    figures: Figures
    money: FundTable
    files: FundTable
    evolutions: tuple[Evolution, ...]
    announced: tuple[ComparedFigure, ...]

    @property
    def unshared(self) -> int:
        return self.figures["", ALLOCATED] - sum(self.figures[axis, ALLOCATED] for axis in Axis.values)

    @property
    def grants(self) -> int:
        return self.figures["", GRANTS]

    @property
    def beneficiaries(self) -> int:
        return self.figures["", BENEFICIARIES]

    @property
    def served(self) -> int:
        return self.figures["", SERVED]

    def rows(self) -> Iterator[Row]:
        """Headings first."""
        yield from files_rows([self.money, self.files, *(one.table for one in self.evolutions)])
        for measure in (GRANTS, BENEFICIARIES, SERVED):
            yield ("Bénéficiaires", self.fund.name, MEASURES[measure], self.figures["", measure], "nombre")
        for one in self.announced:
            told, unit = f"{one.announced.on:%Y-%m-%d} {one.announced.wording}", one.announced.unit
            source = f"{one.announced.source} (presse)" if one.announced.from_press else one.announced.source
            yield (_ANNOUNCED, told, f"annoncé, d'après : {source}", one.announced.value, unit)
            yield (_ANNOUNCED, told, "recalculé à cette date", one.recomputed, unit)
            yield (_ANNOUNCED, told, f"écart : {one.announced.gap_reason or 'sans raison donnée'}", one.gap, unit)

    def document(self) -> dict:
        """For the JSON file."""
        return {
            "fonds": self.fund.name,
            "au": self.day.isoformat(),
            "donnee_de_demonstration": self.fund.is_demo,
            "lignes": [_line(row, table.columns) for table in (self.money, self.files) for row in table.rows],
            "non_reparti_entre_les_axes": self.unshared,
            "subventions": self.grants,
            "beneficiaires": self.beneficiaries,
            "collectivites_membres_de_groupements_comptes": self.served,
            "evolution": [_evolution(one.table) for one in self.evolutions],
            "annonces": [_announced(one) for one in self.announced],
        }


def dashboard_at(fund: Fund, day: date) -> FundDashboard:
    """Three queries: announcements up to that day, figures of all the days that they name, months."""
    rows = list(fund.announced.filter(on__lte=day).order_by("-on", "order", "pk"))
    figures = public_figures(fund.pk, tuple(dict.fromkeys([day, *(row.on for row in rows)])))
    return FundDashboard(
        fund,
        day,
        figures[day],
        money_table(figures[day]),
        files_table(figures[day]),
        evolution(fund.pk, fund.since, day),
        tuple(compared(rows, figures)),
    )


def _line(row, columns: tuple[str, ...]) -> dict:
    cells = {name: cell.value for name, cell in zip(columns, row.cells, strict=True)}
    return {"ligne": row.line, "libelle": row.label, "valeurs": cells}


def _evolution(table: FundTable) -> dict:
    said = [{"mois": row.label, **_line(row, table.columns)["valeurs"]} for row in table.rows]
    return {"titre": table.title, "cumuls": said}


def _announced(one: ComparedFigure) -> dict:
    row = one.announced
    return {
        "date": row.on.isoformat(),
        "annonce": row.wording,
        "valeur_annoncee": row.value,
        "valeur_recalculee": one.recomputed,
        "ecart": one.gap,
        "raison_de_l_ecart": row.gap_reason,
        "unite": row.unit,
        "source": row.source,
        "adresse_de_la_source": row.source_url,
        "dit_par_la_presse": row.from_press,
    }


def shown_fund() -> Fund | None:
    """The first that was opened: there is one."""
    return Fund.objects.first()
