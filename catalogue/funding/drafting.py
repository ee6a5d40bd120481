"""What applicants write: the one writer of files until they are filed, and of what they add after.

Members of the grouping write the same file: who writes over a version that changed since is told, and nothing is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from catalogue.foundation.dates import moment
from catalogue.foundation.text import longest
from catalogue.funding.fund_journal import held_application, record
from catalogue.funding.grouping_rules import MOST_MEMBERS
from catalogue.funding.models import (
    DESK_AMOUNT,
    Application,
    ApplicationFile,
    ApplicationMember,
    ApplicationState,
    CallKind,
    CostLine,
    DeskKind,
    Wave,
)
from catalogue.needs.journal import Voice, database_now
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation, OrganisationKind

State = ApplicationState
WRITTEN = ("title", "summary", "plan", "expected", "requested", "accepts_partial")
MOST_FILES = 10
_FOR_COLLECTIVITES = "Un dossier se dépose au nom d'une collectivité ou d'un groupement : demandez votre rattachement."


class ChangedSinceError(ValidationError):
    """Somebody wrote it since. `row`: as it is now."""

    def __init__(self, row: Application) -> None:
        self.row = row
        super().__init__(
            "Ce dossier a changé depuis que vous l'avez ouvert : relisez ce qui a changé, puis enregistrez de nouveau.",
            code="changed",
        )


@dataclass(frozen=True)
class Expense:
    label: str
    amount: int
    is_eligible: bool = True


def require_open_wave(wave: Wave, at: datetime | None = None) -> None:
    """By the clock of the database. Raises ValidationError, which says since when or until when."""
    if Wave.objects.open(at).filter(pk=wave.pk).exists():
        return
    fresh = Wave.objects.get(pk=wave.pk)
    if fresh.opens > (at or database_now()):
        raise ValidationError(f"Cet appel ouvrira le {moment(fresh.opens)}.", code="closed")
    raise ValidationError(f"Cet appel est clos depuis le {moment(fresh.closes)}.", code="closed")


@transaction.atomic
def start(
    wave: Wave,
    title: str,
    by: Voice,
    *,
    desk_kind: str = "",
    refiled_from: Application | None = None,
    at: datetime | None = None,
) -> Application:
    """A draft; if the collectivité has a live file already, that one is given back."""
    now = at or database_now()
    lead = by.organisation
    if lead is None or lead.kind not in (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT):
        raise ValidationError(_FOR_COLLECTIVITES, code="not_a_collectivite")
    require_open_wave(wave, at)
    if (wave.call.kind == CallKind.DESK) != bool(desk_kind):
        raise ValidationError({"desk_kind": "Choisissez FranceConnect ou une API de l'État."})
    known = Application.objects.live().filter(call=wave.call, lead=lead, desk_kind=desk_kind).first()
    if known is not None:
        return known
    row = Application(wave=wave, call=wave.call, lead=lead, desk_kind=desk_kind, title=title.strip())
    row.is_demo = wave.is_demo
    row.author, row.created, row.changed, row.refiled_from = by.user, now, now, refiled_from
    if desk_kind:
        row.title = row.title or f"{DeskKind(desk_kind).label} : {lead.name}"[: longest(Application, "title")]
        row.cost, row.requested = DESK_AMOUNT, DESK_AMOUNT
    if refiled_from is not None:
        _carry_over(row, refiled_from)
    _check_fields(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # a colleague began it at the same moment
        return Application.objects.live().get(call=wave.call, lead=lead, desk_kind=desk_kind)
    if refiled_from is not None:
        _copy_costs(row, refiled_from)
    record(row, "commencee", by, now)
    return row


def _check_fields(row: Application) -> None:
    """Those that people write: lengths, choices, sums."""
    written = {*WRITTEN, "desk_kind", "cost"}
    row.clean_fields(exclude=[one.name for one in Application._meta.fields if one.name not in written])


def _carry_over(row: Application, before: Application) -> None:
    for name in ("summary", "plan", "expected", "cost", "requested", "accepts_partial"):
        setattr(row, name, getattr(before, name))


def _copy_costs(row: Application, before: Application) -> None:
    lines = [
        CostLine(application=row, label=one.label, amount=one.amount, is_eligible=one.is_eligible, order=one.order)
        for one in before.costs.all()
    ]
    CostLine.objects.bulk_create(lines)
    row.services.set(before.services.all())


@transaction.atomic
def write(
    draft: Application,
    values: Mapping[str, Any],
    by: Voice,
    *,
    version: int,
    expenses: Iterable[Expense] | None = None,
    services: Iterable[ServicePage] | None = None,
    at: datetime | None = None,
) -> Application:
    """`values`: of `WRITTEN`. `version`: that which the person read. Raises ChangedSinceError."""
    now = at or database_now()
    row = written_by(draft, by)
    expect(row, State.DRAFT)
    if row.version != version:
        raise ChangedSinceError(row)
    changed = sorted(name for name in WRITTEN if name in values and values[name] != getattr(row, name))
    for name in changed:
        setattr(row, name, values[name])
    if expenses is not None:
        changed += _write_costs(row, list(expenses))
    _check_fields(row)
    if services is not None and set(services) != set(row.services.all()):
        row.services.set(services)
        changed.append("services")
    if changed:
        row.version, row.changed = row.version + 1, now
        row.save()
        record(row, "ecrite", by, now, changes={"champs": changed})
    return row


def _write_costs(row: Application, expenses: list[Expense]) -> list[str]:
    before = [Expense(one.label, one.amount, one.is_eligible) for one in row.costs.all()]
    if before == expenses:
        return []
    row.costs.all().delete()
    CostLine.objects.bulk_create(
        CostLine(application=row, label=one.label, amount=one.amount, is_eligible=one.is_eligible, order=order)
        for order, one in enumerate(expenses)
    )
    row.cost = sum(one.amount for one in expenses if one.is_eligible) or None
    return ["costs"]


def may_write(row: Application, organisation_id: int | None) -> bool:
    """Its lead, and members of the grouping that agreed."""
    if organisation_id is None:
        return False
    return (
        row.lead_id == organisation_id
        or row.members.filter(organisation=organisation_id, agreed__isnull=False).exists()
    )


def written_by(draft: Application, by: Voice) -> Application:
    row = held_application(draft)
    if not may_write(row, by.organisation.pk if by.organisation else None):
        raise ValidationError("Ce dossier est celui d'une autre collectivité.", code="not_yours")
    return row


def expect(row: Application, *states: ApplicationState) -> None:
    if row.state not in states:
        raise ValidationError(f"Cette demande est « {row.shown_state.told_name.lower()} » : rechargez la page.")


# The grouping


@transaction.atomic
def invite(draft: Application, organisation: Organisation, by: Voice, at: datetime | None = None) -> ApplicationMember:
    """A collectivité counts once somebody of it has agreed."""
    now = at or database_now()
    row = written_by(draft, by)
    expect(row, State.DRAFT)
    if organisation.kind not in (OrganisationKind.COLLECTIVITE, OrganisationKind.GROUPEMENT):
        raise ValidationError({"organisation": "Seuls des collectivités et leurs groupements en font partie."})
    if organisation.pk == row.lead_id:
        raise ValidationError({"organisation": "Cette collectivité porte déjà le dossier."})
    if row.members.count() >= MOST_MEMBERS:
        raise ValidationError({"organisation": f"{MOST_MEMBERS} membres au plus."})
    member, is_new = ApplicationMember.objects.get_or_create(
        application=row, organisation=organisation, defaults={"invited": now}
    )
    if is_new:
        record(row, "invitation", by, now, changes={"membre": organisation.name, "organisation": organisation.pk})
    return member


@transaction.atomic
def agree(draft: Application, by: Voice, at: datetime | None = None) -> ApplicationMember:
    now = at or database_now()
    row = held_application(draft)
    expect(row, State.DRAFT)
    member = row.members.filter(organisation=by.organisation).first() if by.organisation else None
    if member is None:
        raise ValidationError("Votre collectivité n'est pas invitée dans ce groupement.", code="not_invited")
    if member.agreed is None:
        member.agreed, member.agreed_by = now, by.user
        member.save(update_fields=["agreed", "agreed_by"])
        record(row, "accord", by, now, changes={"membre": member.organisation.name})
    return member


@transaction.atomic
def leave(draft: Application, organisation: Organisation, by: Voice, at: datetime | None = None) -> None:
    """A member leaves, or the lead takes it off."""
    now = at or database_now()
    row = held_application(draft)
    expect(row, State.DRAFT)
    own = by.organisation.pk if by.organisation else None
    if own not in (row.lead_id, organisation.pk):
        raise ValidationError("Ce dossier est celui d'une autre collectivité.", code="not_yours")
    if row.members.filter(organisation=organisation).delete()[0]:
        record(row, "depart", by, now, changes={"membre": organisation.name})


def partners_of(row: Application) -> list[Organisation]:
    """Members that agreed."""
    rows = row.members.filter(agreed__isnull=False).select_related("organisation__territory")
    return [one.organisation for one in rows]


# Pieces


@transaction.atomic
def join_piece(
    draft: Application, kind: str, file: UploadedFile, by: Voice, at: datetime | None = None
) -> ApplicationFile:
    """A document already checked by a form. While a complement is asked, pieces may be added too."""
    now = at or database_now()
    row = written_by(draft, by)
    expect(row, State.DRAFT, State.COMPLEMENT)
    if row.files.count() >= MOST_FILES:
        raise ValidationError({"document": f"{MOST_FILES} pièces au plus : retirez-en une d'abord."})
    title = PurePath(file.name or "Document").name[: longest(ApplicationFile, "title")]
    found = ApplicationFile.objects.create(application=row, kind=kind, title=title, file=file, added=now)
    record(row, "piece", by, now, changes={"piece": title})
    return found


@transaction.atomic
def remove_piece(draft: Application, piece: int, by: Voice, at: datetime | None = None) -> None:
    """Only of a draft: what was filed stays."""
    row = written_by(draft, by)
    expect(row, State.DRAFT)
    if row.files.filter(pk=piece).delete()[0]:
        record(row, "piece-retiree", by, at or database_now())
