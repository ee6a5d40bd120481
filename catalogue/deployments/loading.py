"""The `deployments` key of a sheet's file (docs/formats.md), written together with the sheet."""

from typing import Annotated

from pydantic import model_validator

from catalogue.deployments.changing import Author, change, declare, withdraw
from catalogue.deployments.models import Channel, Deployment, Party, Status, StopReason
from catalogue.deployments.models.deployment import lies_ahead
from catalogue.foundation.digests import digest
from catalogue.foundation.french import of
from catalogue.services.loading.memory import LoadOutcome, remember, row_state, verdict
from catalogue.services.loading.page_filling import organisation_at
from catalogue.services.loading.refusals import FileProblem, LoadRefused
from catalogue.services.loading.sections import FileSection
from catalogue.services.loading.values import Date, Entry, Names, line, refuse
from catalogue.services.models import LoadMemory, ServicePage
from catalogue.territories.models import Organisation

LOADER = Author(Party.ANCT, Channel.CHARGEMENT)
_COLUMNS = ("status", "since", "until", "pilot_sites", "source", "is_demo")
_STOP_COLUMNS = ("stop_reason", "stop_note")


class DeploymentEntry(Entry):
    organisation: Annotated[str, *line(200)]
    status: Status
    since: Date | None = None
    until: Date | None = None
    pilot_sites: Names = []
    source: Annotated[str, *line(255)] | None = None
    stop_reason: StopReason | None = None
    stop_note: Annotated[str, *line(1000)] | None = None
    demo: bool = False
    open_to_members: bool = False

    @model_validator(mode="after")
    def _ends_after_it_starts(self):
        if self.since and self.until and self.until < self.since:
            raise refuse("« until » précède « since »")
        return self

    @model_validator(mode="after")
    def _future_that_its_status_allows(self):
        if wrong := lies_ahead(self.status, self.since, self.until):
            raise refuse(" ".join(wrong.values()))
        return self

    @model_validator(mode="after")
    def _stops_for_a_reason(self):
        if self.status == Status.ARRETE and not self.stop_reason:
            raise refuse("« stop_reason » manque : pourquoi l'utilisation s'est-elle arrêtée ?")
        if self.status != Status.ARRETE and (self.stop_reason or self.stop_note):
            raise refuse("« stop_reason » et « stop_note » vont avec le statut « arrete »")
        return self

    def columns(self) -> dict:
        stop = {"stop_reason": self.stop_reason.value, "stop_note": self.stop_note or ""} if self.stop_reason else {}
        return stop | {
            "status": self.status.value,
            "since": self.since,
            "until": self.until,
            "pilot_sites": "\n".join(self.pilot_sites),
            "open_to_members": self.open_to_members,
            "source": self.source or "",
            "is_demo": self.demo,
        }


def write_deployments(page: ServicePage, entries: list[DeploymentEntry], force: bool) -> list[str]:
    """Writes what the file says and withdraws what it no longer says.

    Returns a note for each deployment that an editor has changed.
    """
    notes, written = [], set()
    for entry, organisation in zip(entries, _organisations(entries), strict=True):
        written.add(_key(page, organisation.pk))
        if _write(page, organisation, entry, force) is LoadOutcome.KEPT:
            notes.append(f"« {page.title} », déploiement {of(organisation.name)} : {LoadOutcome.KEPT}")
    _take_back(page, written)
    return notes


def _organisations(entries: list[DeploymentEntry]) -> list[Organisation]:
    """Raises LoadRefused with all that are unknown."""
    found: list[Organisation] = []
    problems: list[FileProblem] = []
    for position, entry in enumerate(entries, start=1):
        try:
            found.append(organisation_at(f"deployments.{position}.organisation", entry.organisation))
        except LoadRefused as refused:
            problems += refused.problems
    if problems:
        raise LoadRefused(*problems)
    return found


def _key(page: ServicePage, organisation_id: int) -> str:
    return f"deployment:{page.external_id}:{organisation_id}"


def _write(page: ServicePage, organisation: Organisation, entry: DeploymentEntry, force: bool) -> LoadOutcome:
    key, columns = _key(page, organisation.pk), entry.columns()
    row = page.deployments.filter(organisation=organisation).first()
    # What is real replaces what was made up for the demonstration.
    replaced = row if row is not None and row.is_demo and not entry.demo else None
    said = digest(_told(columns))
    outcome = verdict(key, said, _state(row), force or replaced is not None)
    if outcome in (LoadOutcome.CREATED, LoadOutcome.UPDATED):
        if replaced:
            withdraw(replaced, LOADER)
            row = None
        row = change(row, columns, LOADER) if row else declare(page, organisation, columns, LOADER)
        remember(key, said, _state(row))
    return outcome


def _told(columns: dict) -> dict:
    """What is not open to members says nothing of it: what was remembered before one could say it stays true."""
    return {name: value for name, value in columns.items() if value or name != "open_to_members"}


def _state(row: Deployment | None) -> str:
    """Reasons of a stop count for what has stopped only, as in `_told`."""
    if row is None:
        return row_state(row, _COLUMNS)
    stop = _STOP_COLUMNS if row.status == Status.ARRETE else ()
    return row_state(row, _COLUMNS + stop + (("open_to_members",) if row.open_to_members else ()))


def _take_back(page: ServicePage, written: set[str]) -> None:
    """Withdraws what an earlier version of the file declared, unless somebody has changed it since."""
    memories = LoadMemory.objects.filter(key__startswith=f"deployment:{page.external_id}:").exclude(key__in=written)
    for memory in memories:
        row = page.deployments.filter(organisation=int(memory.key.rpartition(":")[2])).first()
        if row and _state(row) == memory.state:
            withdraw(row, LOADER)
        memory.delete()


def deployments_of(page: ServicePage) -> str:
    rows = page.deployments.select_related("organisation").order_by("organisation__name", "pk") if page.pk else ()
    return ", ".join(
        " ".join(str(part) for part in (row.organisation.name, row.status, row.since, row.until) if part)
        for row in rows
    )


SECTION = FileSection(key="deployments", entry=DeploymentEntry, write=write_deployments, said=deployments_of)
