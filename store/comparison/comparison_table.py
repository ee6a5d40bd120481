"""The rows of a comparison: the lines of the sheets, side by side, and who uses each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalogue.deployments.adoption import in_use_by, tally_of
from catalogue.foundation.french import quantity
from catalogue.foundation.relations import read_relations_of
from catalogue.services.models import ServicePage
from catalogue.services.rules.asked_facts import CONDITIONS, GOVERNANCE, TRUST, not_published
from catalogue.services.rules.eligibility import HIDDEN, Rules, judge
from catalogue.services.sheet.card import names_of
from catalogue.services.sheet.sheet_lines import (
    SheetLine,
    conditions_lines,
    governance_lines,
    key_lines,
    trust_lines,
)
from catalogue.territories.lineage import lineage
from catalogue.territories.models import Kind, Territory
from catalogue.territories.wording import PLURALS, place
from store.comparison.compared_services import MOST
from store.comparison.users_alike import users_alike

_RELATIONS = (
    *("owned_by", "operator", "vehicle", "themes", "audiences", "connections", "policies", "partners__organisation"),
    "required_services",
)
_NOT_PUBLISHED = "Non publié par l'équipe"
_PHASE = "Avancement"
Lines = Callable[[ServicePage], Iterable[SheetLine]]


@dataclass(frozen=True)
class ComparedRow:
    """`cells`: one for each service, in order."""

    label: str
    cells: tuple[SheetLine, ...]

    @property
    def differs(self) -> bool:
        """By what one reads: each service has its own address for a same document."""
        return len({(str(c.value), c.detail, tuple(one.label for one in c.links)) for c in self.cells}) > 1

    @property
    def says_something(self) -> bool:
        return any(cell.known for cell in self.cells)


@dataclass(frozen=True)
class RowGroup:
    label: str
    rows: tuple[ComparedRow, ...]


def groups_of(services: Sequence[ServicePage], territory: Territory | None, user) -> list[RowGroup]:
    """All rows that say something of one service at least. Two queries, seven at most seen from a territory."""
    read_relations_of(services, _RELATIONS, MOST)
    groups = [
        RowGroup("Le besoin", tuple(_rows(services, _need))),
        RowGroup("Utilisable ici", tuple(_usable(services, territory, user))),
        RowGroup("Pour qui, à quel coût, en combien de temps", tuple(_rows(services, conditions_lines, CONDITIONS))),
        RowGroup("Licence, accessibilité, sécurité", tuple(_rows(services, trust_lines, TRUST))),
        RowGroup("Qui décide, qui paie", tuple(_rows(services, governance_lines, GOVERNANCE))),
        RowGroup("Qui l'utilise", tuple(_adoption(services, territory))),
    ]
    said = (RowGroup(one.label, tuple(row for row in one.rows if row.says_something)) for one in groups)
    return [group for group in said if group.rows]


def only_differences(groups: Iterable[RowGroup]) -> list[RowGroup]:
    differing = (RowGroup(one.label, tuple(row for row in one.rows if row.differs)) for one in groups)
    return [group for group in differing if group.rows]


def _rows(services: Sequence[ServicePage], lines: Lines, part: str = "") -> Iterator[ComparedRow]:
    """The labels of all, in the order in which sheets show them."""
    told = [{line.label: line for line in lines(page)} for page in services]
    looked_for = [{one.shown_as for one in not_published(page, part)} if part else set() for page in services]
    for label in dict.fromkeys(label for one in told for label in one):
        cells = (
            _cell(its.get(label, SheetLine(label)), label in absent)
            for its, absent in zip(told, looked_for, strict=True)
        )
        yield ComparedRow(label, tuple(cells))


def _cell(line: SheetLine, is_not_published: bool) -> SheetLine:
    return SheetLine(line.label, _NOT_PUBLISHED) if is_not_published and not line.known else line


def _need(page: ServicePage) -> Iterator[SheetLine]:
    yield SheetLine("Besoin", page.heading)
    yield SheetLine("En bref", page.summary)
    yield SheetLine("Thématiques", ", ".join(names_of(page.themes.all())))
    yield from (line for line in key_lines(page) if line.label == _PHASE)


def _usable(services: Sequence[ServicePage], territory: Territory | None, user) -> Iterator[ComparedRow]:
    if territory is None:
        return
    used, required = (
        in_use_by(territory),
        {page.pk: [one.service_id for one in page.required_services.all()] for page in services},
    )
    wanted = {pk for some in required.values() for pk in some}
    named = (
        dict(ServicePage.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", "title")) if wanted else {}
    )
    cells = []
    for page in services:
        rules = Rules.of(page, tuple((pk, named.get(pk, HIDDEN)) for pk in required[page.pk]))
        verdict = judge(rules, territory.kind, territory.population, used)
        words = "Déjà utilisé" if page.pk in used else "Oui" if verdict.usable else "Non"
        cells.append(SheetLine("", words, "" if page.pk in used else " ; ".join(verdict.reasons)))
    yield ComparedRow(f"Par {place(territory)}", tuple(cells))


def _adoption(services: Sequence[ServicePage], territory: Territory | None) -> Iterator[ComparedRow]:
    yield from _rows(services, _figures)
    if territory is None:
        return
    alike = users_alike(territory, lineage(territory), [page.pk for page in services])
    kind, size = Kind(territory.kind), territory.get_stratum_display()
    who = f"{PLURALS[kind]}, {size[0].lower()}{size[1:]}" if size else PLURALS[kind]
    cells = (
        SheetLine("", one.count + (" (donnée de démonstration)" if one.has_demo else ""), one.near)
        for one in (alike[page.pk] for page in services)
    )
    yield ComparedRow(f"Collectivités comme la vôtre ({who})", tuple(cells))


def _figures(page: ServicePage) -> Iterator[SheetLine]:
    figures = getattr(page, "figures", None)
    tally = tally_of(figures.counts if figures else {}, page)
    demo = "donnée de démonstration en partie" if tally.has_demo else ""
    used = quantity(tally.in_use, "organisation") if tally.in_use else "Aucune utilisation déclarée"
    yield SheetLine("Utilisé par", used, " ; ".join(filter(None, (tally.by_signature, demo))))
    deployed = quantity(tally.deployed, "organisation") if tally.deployed else ""
    yield SheetLine(
        "Où il est déployé", deployed, page.deployed_definition and f"« Déployé » : {page.deployed_definition}"
    )
