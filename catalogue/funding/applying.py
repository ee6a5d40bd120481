"""What applicants write: the one writer of files until they are filed, and of what they add after.

Members of the grouping write the same file: who writes over a version that changed since is told, and nothing is lost.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalogue.foundation.dates import moment
from catalogue.foundation.french import listed, thousands
from catalogue.foundation.text import longest
from catalogue.funding.envelope_book import local_envelope
from catalogue.funding.fund_journal import held_application, move, record
from catalogue.funding.grouping_rules import MOST_MEMBERS, Answer, Ruling, judge_grouping
from catalogue.funding.models import (
    DESK_AMOUNT,
    Application,
    ApplicationFile,
    ApplicationMember,
    ApplicationState,
    CallKind,
    CostLine,
    DeskKind,
    Envelope,
    Purpose,
    Wave,
)
from catalogue.needs.journal import Voice, database_now
from catalogue.services.models import ServicePage
from catalogue.territories.lineage import lineage
from catalogue.territories.models import Organisation, OrganisationKind

State = ApplicationState
WRITTEN = ("title", "summary", "plan", "expected", "requested", "accepts_partial")
TOLD_BEFORE = timedelta(hours=48)
MOST_FILES = 10
_CERTIFY = "Un élu, une élue ou la direction générale certifie et dépose le dossier."
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
    row = _written_by(draft, by)
    _expect(row, State.DRAFT)
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


def _written_by(draft: Application, by: Voice) -> Application:
    row = held_application(draft.pk)
    if not may_write(row, by.organisation.pk if by.organisation else None):
        raise ValidationError("Ce dossier est celui d'une autre collectivité.", code="not_yours")
    return row


def _expect(row: Application, *states: ApplicationState) -> None:
    if row.state not in states:
        raise ValidationError(f"Ce dossier est déjà « {row.get_state_display().lower()} » : rechargez la page.")


# The grouping


@transaction.atomic
def invite(draft: Application, organisation: Organisation, by: Voice, at: datetime | None = None) -> ApplicationMember:
    """A collectivité counts once somebody of it has agreed."""
    now = at or database_now()
    row = _written_by(draft, by)
    _expect(row, State.DRAFT)
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
    row = held_application(draft.pk)
    _expect(row, State.DRAFT)
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
    row = held_application(draft.pk)
    _expect(row, State.DRAFT)
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
    row = _written_by(draft, by)
    _expect(row, State.DRAFT, State.COMPLEMENT)
    if row.files.count() >= MOST_FILES:
        raise ValidationError({"document": f"{MOST_FILES} pièces au plus : retirez-en une d'abord."})
    title = PurePath(file.name or "Document").name[: longest(ApplicationFile, "title")]
    found = ApplicationFile.objects.create(application=row, kind=kind, title=title, file=file, added=now)
    record(row, "piece", by, now, changes={"piece": title})
    return found


@transaction.atomic
def remove_piece(draft: Application, piece: int, by: Voice, at: datetime | None = None) -> None:
    """Only of a draft: what was filed stays."""
    row = _written_by(draft, by)
    _expect(row, State.DRAFT)
    if row.files.filter(pk=piece).delete()[0]:
        record(row, "piece-retiree", by, at or database_now())


# Filing


def ruling_of(row: Application) -> Ruling:
    return judge_grouping(row.wave, row.lead, partners_of(row))


def missing_in(row: Application) -> dict[str, str]:
    """By field, what stops it from being filed, in French. Empty if nothing does."""
    if row.desk_kind:
        return {} if row.summary.strip() else {"summary": "Dites en quelques phrases à quoi servira ce raccordement."}
    needed = {
        "summary": "Présentez le projet en quelques phrases.",
        "plan": "Dites comment le projet se déroulera.",
        "expected": "Dites ce que cela changera, et pour qui.",
    }
    missing = {name: told for name, told in needed.items() if not getattr(row, name).strip()}
    if not row.cost:
        missing["costs"] = "Donnez au moins une dépense éligible."
    if not row.requested:
        missing["requested"] = "Donnez la somme demandée."
    elif row.cost and row.requested * 100 > row.cost * row.wave.rate:
        most = row.cost * row.wave.rate // 100
        missing["requested"] = f"Au plus {row.wave.rate} % du coût éligible : {thousands(most)} €."
    elif row.wave.ceiling and row.requested > row.wave.ceiling:
        missing["requested"] = f"Au plus {thousands(row.wave.ceiling)} € par dossier."
    if not row.files.filter(kind=ApplicationFile.Kind.DELIBERATION).exists() and row.call.kind == CallKind.CALL:
        missing["deliberation"] = "Joignez la délibération, en PDF."
    return missing


@transaction.atomic
def file_application(draft: Application, by: Voice, *, version: int, at: datetime | None = None) -> Application:
    """Certified and filed by an élu or the DGS of the lead, until the last second. Gives a number and a digest."""
    now = at or database_now()
    row = held_application(draft.pk)
    if by.organisation is None or by.organisation.pk != row.lead_id:
        raise ValidationError("La collectivité porteuse certifie et dépose le dossier.", code="not_yours")
    if by.mandate not in ("elu", "dgs"):
        raise ValidationError(_CERTIFY, code="mandate")
    _expect(row, State.DRAFT)
    require_open_wave(row.wave, at)
    if row.version != version:
        raise ChangedSinceError(row)
    waiting = list(row.members.filter(agreed=None).values_list("organisation__name", flat=True))
    if waiting:
        raise ValidationError(f"N'ont pas encore donné leur accord : {listed(waiting)}. Relancez-les ou retirez-les.")
    if missing := missing_in(row):
        raise ValidationError({name if hasattr(row, name) else "__all__": told for name, told in missing.items()})
    ruling = ruling_of(row)
    if ruling.answer == Answer.NO:
        raise ValidationError(
            f"Ce dossier ne peut pas être déposé : {listed(list(ruling.reasons))}.", code="not_eligible"
        )
    row.envelope = envelope_of(row)
    row.eligibility, row.filed = ruling.as_kept(), now
    row.certified_by, row.certified_label = by.user, by.function or by.mandate
    row.reference = _reference(row, now)
    row.digest = digest_of(row)
    move(row, State.FILED, by, now)
    return row


def envelope_of(row: Application) -> Envelope | None:
    """Of the wave; for a local call, of the lead's département, else of its région."""
    if row.wave.envelope_id or row.call.kind != CallKind.LOCAL:
        return row.wave.envelope
    place = row.lead.territory
    around = [place.pk, *(link.territory.pk for link in lineage(place))] if place else []
    found = local_envelope(row.call.fund_id, row.call.axis, around, Purpose.GENERAL)
    if found is None:
        raise ValidationError("Aucune enveloppe locale n'est ouverte pour votre département.", code="no_envelope")
    return found


def _reference(row: Application, now: datetime) -> str:
    """« A2-2021-000042 »: axis, year, number of the file."""
    return f"{row.call.axis.replace('axe-', 'A')}-{timezone.localtime(now).year}-{row.pk:06}"


def digest_of(row: Application) -> str:
    """SHA-256 of what was filed: texts, costs, members, names and sizes of pieces."""
    said = {
        **{name: getattr(row, name) for name in WRITTEN},
        "lead": row.lead.siren or row.lead.name,
        "members": sorted(one.siren or one.name for one in partners_of(row)),
        "costs": [[one.label, one.amount, one.is_eligible] for one in row.costs.all()],
        "pieces": sorted([one.title, one.file.size] for one in row.files.all()),
        "services": sorted(row.services.values_list("slug", flat=True)),
    }
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def withdraw_application(row: Application, by: Voice, reason: str = "", at: datetime | None = None) -> Application:
    """Before a decision."""
    now = at or database_now()
    row = held_application(row.pk)
    if by.organisation is None or by.organisation.pk != row.lead_id:
        raise ValidationError("La collectivité porteuse retire le dossier.", code="not_yours")
    move(row, State.WITHDRAWN, by, now, reason=reason.strip())
    return row


@transaction.atomic
def give_complement(row: Application, answer: str, by: Voice, at: datetime | None = None) -> Application:
    now = at or database_now()
    row = _written_by(row, by)
    _expect(row, State.COMPLEMENT)
    if not answer.strip():
        raise ValidationError({"answer": "Répondez à ce qui est demandé."})
    row.answer = answer.strip()
    move(row, State.FILED, by, now, reason=row.answer)
    return row


# Drafts at the end of a wave


def files_of(organisation_id: int | None) -> QuerySet[Application]:
    """For « Mon espace », the latest first."""
    return Application.objects.of(organisation_id).select_related("wave", "call", "lead").order_by("-changed", "-pk")


@transaction.atomic
def drafts_about_to_lapse(at: datetime | None = None) -> list[Application]:
    """Of waves that close within 48 hours, each once; marked as reminded."""
    now = at or database_now()
    waves = Wave.objects.open(now).filter(closes__lte=now + TOLD_BEFORE)
    due = Application.objects.filter(state=State.DRAFT, reminded=None, wave__in=waves)
    rows = list(due.select_related("wave", "call", "lead", "author"))
    Application.objects.filter(pk__in=[row.pk for row in rows]).update(reminded=now)
    return rows


@transaction.atomic
def lapse_unfiled(at: datetime | None = None) -> int:
    """Drafts of closed waves become « non déposée »; those of waves that were put off are drafts again. How many."""
    now = at or database_now()
    by = Voice(label="Le Store")
    reopened = Application.objects.filter(state=State.NOT_FILED, wave__in=Wave.objects.open(now))
    over = Application.objects.filter(state=State.DRAFT, wave__in=Wave.objects.closed(now))
    for pk in reopened.values_list("pk", flat=True):
        row = held_application(pk)
        if not Application.objects.live().filter(call=row.call, lead=row.lead, desk_kind=row.desk_kind).exists():
            move(row, State.DRAFT, by, now)
    pks = list(over.values_list("pk", flat=True))
    for pk in pks:
        move(held_application(pk), State.NOT_FILED, by, now)
    return len(pks)
