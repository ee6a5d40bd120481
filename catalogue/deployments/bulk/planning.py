"""The dry run: what each row would do, in plain French. Nothing is written."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError

from catalogue.deployments.bulk.cells import Row
from catalogue.deployments.bulk.columns import COLUMNS, DEPARTEMENT, REASON, STATUS, WHO, CellError, identifier_of
from catalogue.deployments.bulk.finding import Found, Unknown
from catalogue.deployments.changing import Author, Edit, change_of, declaration
from catalogue.deployments.history import in_words
from catalogue.deployments.models import Deployment, Status
from catalogue.foundation.digests import digest
from catalogue.foundation.progress import track
from catalogue.foundation.text import entered, is_formula, without_quote
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from catalogue.territories.resolution import with_code

_FIELDS = {column.field: column.name for column in COLUMNS if column.field}
_RELATIONS = ("service", "organisation", "territory")


class Fate(StrEnum):
    CREATED = "création"
    CHANGED = "modification"
    UNCHANGED = "inchangée"
    REFUSED = "refus"


@dataclass(frozen=True)
class Line:
    """`number`: in the file; `details`: what changes, or why the row is refused.

    `notes`: how the organisation was found, if it is not named as in the template.
    """

    number: int
    organisation: str
    fate: Fate
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """`fingerprint`: a digest of the lines; if it is the same, applying would do the same."""

    lines: tuple[Line, ...]
    edits: tuple[Edit, ...] = field(repr=False)

    @property
    def counts(self) -> dict[Fate, int]:
        counted = Counter(line.fate for line in self.lines)
        return {fate: counted[fate] for fate in Fate}

    @property
    def fingerprint(self) -> str:
        return digest([[line.number, line.organisation, line.fate, *line.details] for line in self.lines])


class Refused(ValueError):
    """The row is not applied; `args` are the reasons, as sentences."""


def plan(service: ServicePage, rows: Sequence[Row], by: Author, existing: Iterable[Deployment]) -> Plan:
    """`existing`: the deployments of the service with their organisation and territory, locked when the plan is
    applied.
    """
    found = Found(_name_and_departement(row) for row in rows)
    planner = _Planner(service, by, found, {deployment.organisation_id: deployment for deployment in existing})
    planned = [planner.plan(row) for row in track(rows)]
    return Plan(tuple(line for line, _ in planned), tuple(edit for _, edit in planned if edit))


@dataclass
class _Planner:
    """`current`: deployments of the service by organisation; `seen`: the first line that named each organisation."""

    service: ServicePage
    by: Author
    found: Found
    current: Mapping[int, Deployment]
    seen: dict[int, int] = field(default_factory=dict)

    def plan(self, row: Row) -> tuple[Line, Edit | None]:
        notes: tuple[str, ...] = ()
        try:
            if row.problem:
                raise Refused(row.problem)
            resolution = self.found[_name_and_departement(row)]
            organisation = resolution.found[0]
            notes = _read_as(row, organisation, resolution.notes)
            edit = self._edit(row, organisation)
        except (Refused, Unknown) as error:
            named = _named(row) or row.cells.get("nom", "")
            return Line(row.number, named, Fate.REFUSED, error.args, notes), None
        if not edit.changes:
            return Line(row.number, organisation.name, Fate.UNCHANGED, notes=notes), None
        fate = Fate.CHANGED if edit.before else Fate.CREATED
        covered = {territory.key: territory.name} if (territory := edit.row.territory) else {}
        return Line(row.number, organisation.name, fate, in_words(edit.changes, edit.reason, covered), notes), edit

    def _edit(self, row: Row, organisation: Organisation) -> Edit:
        if (first := self.seen.setdefault(organisation.pk, row.number)) != row.number:
            raise Refused(f"Doublon : {with_code(organisation)} est déjà à la ligne {first}.")
        values, current = _values(row), self.current.get(organisation.pk)
        why = values.pop(REASON, "")
        try:
            if current:
                edit = change_of(current, values, self.by, why)
            else:
                if "status" not in values:
                    raise Refused(f"{STATUS} : il manque. Écrivez : {', '.join(Status.labels)}.")
                new = Deployment(service=self.service, organisation=organisation)
                edit = declaration(new, values, self.by, why)
                edit.row.territory = organisation.territory
            _check(edit.row)
        except ValidationError as error:
            raise Refused(*_sentences(error)) from error
        return edit


def _named(row: Row) -> str:
    return without_quote(row.cells.get(WHO, ""))


def _name_and_departement(row: Row) -> tuple[str, str]:
    return _named(row), row.cells.get(DEPARTEMENT, "")


def _read_as(row: Row, organisation: Organisation, notes: Sequence[str]) -> tuple[str, ...]:
    """Empty if the row names the organisation as the template does."""
    typed = _named(row)
    if typed == identifier_of(organisation) or (organisation.territory and typed == organisation.territory.key):
        return tuple(notes)
    return (f"« {typed[:80]} » : {with_code(organisation)}", *notes)


def _values(row: Row) -> dict[str, Any]:
    """The columns that the row sets, and the reason. Raises Refused with all the problems of its cells."""
    values, wrong = {}, []
    for column in COLUMNS:
        if not column.field or column.name not in row.cells:
            continue
        cell = row.cells[column.name]
        if is_formula(cell):
            wrong.append(f"{column.name} : « {cell[:40]} » commence comme une formule de tableur.")
            continue
        try:
            values[column.field] = column.read(entered(without_quote(cell)))
        except CellError as error:
            wrong.append(f"{column.name} : {error}")
        except ValidationError as error:
            wrong.append(f"{column.name} : {error.messages[0]}")
    if wrong:
        raise Refused(*wrong)
    return values


def _check(row: Deployment) -> None:
    """Without a query, since there may be thousands of rows; the database checks the rest."""
    row.clean_fields(exclude=_RELATIONS)
    row.clean()


def _sentences(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [f"{_FIELDS.get(name, STATUS)} : {text}" for name, texts in error.message_dict.items() for text in texts]
