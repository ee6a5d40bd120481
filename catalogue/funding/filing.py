"""Filing, and what follows on the side of applicants: the last minute, the receipt, complements, drafts never filed."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalogue.foundation.french import listed, thousands
from catalogue.funding.drafting import WRITTEN, ChangedSinceError, expect, partners_of, require_open_wave, written_by
from catalogue.funding.envelope_book import local_envelope
from catalogue.funding.fund_journal import held_application, move, record
from catalogue.funding.grouping_rules import Answer, OtherWave, Ruling, coverage, judge_grouping
from catalogue.funding.models import (
    Application,
    ApplicationFile,
    ApplicationState,
    CallKind,
    Envelope,
    Purpose,
    Wave,
)
from catalogue.needs.journal import Voice, database_now
from catalogue.territories.lineage import lineage
from catalogue.territories.models import Kind, Organisation, Territory

State = ApplicationState
TOLD_BEFORE = timedelta(hours=48)
_CERTIFY = "Un élu, une élue ou la direction générale certifie et dépose le dossier."


def ruling_of(row: Application, partners: Sequence[Organisation] | None = None) -> Ruling:
    """`partners`: its members that agreed, if they were read."""
    return judge_grouping(row.wave, row.lead, partners_of(row) if partners is None else partners)


def other_waves(row: Application) -> list[OtherWave]:
    """« Qu'aurait donné l'autre vague ? », judged on the territories of today, like any file that is filed now."""
    partners = partners_of(row)
    waves = Wave.objects.filter(call=row.call_id).exclude(pk=row.wave_id).order_by("number")
    covered = coverage([row.lead, *partners]) if waves else None
    return [
        OtherWave(wave, judge_grouping(wave, row.lead, partners, covered), row.cost, row.requested) for wave in waves
    ]


def ceiling_told(wave: Wave, cost: int) -> str:
    most = wave.most_for(cost)
    if most == wave.ceiling:
        return f"Au plus {thousands(most)} € par demande."
    return f"Au plus {wave.rate} % du coût éligible : {thousands(most)} €."


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
    elif row.cost and row.requested > row.wave.most_for(row.cost):
        missing["requested"] = ceiling_told(row.wave, row.cost)
    if row.call.kind == CallKind.CALL and not row.files.filter(kind=ApplicationFile.Kind.DELIBERATION).exists():
        missing["deliberation"] = "Joignez la délibération, en PDF."
    return missing


@transaction.atomic
def ask_to_certify(draft: Application, by: Voice, at: datetime | None = None) -> None:
    """Who prepared it asks those of the lead who may file it."""
    row = written_by(draft, by)
    expect(row, State.DRAFT)
    record(row, "a-certifier", by, at or database_now())


@transaction.atomic
def file_application(draft: Application, by: Voice, *, version: int, at: datetime | None = None) -> Application:
    """Certified and filed by an élu or the DGS of the lead, until the last second. Gives a number and a digest."""
    now = at or database_now()
    row = held_application(draft)
    if by.organisation is None or by.organisation.pk != row.lead_id:
        raise ValidationError("La collectivité porteuse certifie et dépose le dossier.", code="not_yours")
    if by.mandate not in ("elu", "dgs"):
        raise ValidationError(_CERTIFY, code="mandate")
    expect(row, State.DRAFT)
    require_open_wave(row.wave, at)
    if row.version != version:
        raise ChangedSinceError(row)
    members = list(row.members.select_related("organisation__territory"))
    if waiting := [str(one) for one in members if one.agreed is None]:
        raise ValidationError(f"N'ont pas encore donné leur accord : {listed(waiting)}. Relancez-les ou retirez-les.")
    if missing := missing_in(row):
        raise ValidationError({name if hasattr(row, name) else "__all__": told for name, told in missing.items()})
    partners = [one.organisation for one in members]
    ruling = ruling_of(row, partners)
    if ruling.answer == Answer.NO:
        raise ValidationError(
            f"Ce dossier ne peut pas être déposé : {listed(list(ruling.reasons))}.", code="not_eligible"
        )
    row.envelope = envelope_of(row)
    row.eligibility, row.filed = ruling.as_kept(), now
    row.certified_by, row.certified_label = by.user, by.function or by.mandate
    row.reference = _reference(row, now)
    row.digest = digest_of(row, partners)
    move(row, State.FILED, by, now)
    return row


def envelope_of(row: Application) -> Envelope | None:
    """Of the wave; for a local call, of the département where the lead is, as préfectures are, else of its région."""
    if row.wave.envelope_id or row.call.kind != CallKind.LOCAL:
        return row.wave.envelope
    place = row.lead.territory
    around = [place.pk, *_departements_around(place)] if place else []
    around += [link.territory.pk for link in lineage(place)] if place else []
    found = local_envelope(row.call.fund_id, row.call.axis, around, Purpose.GENERAL)
    if found is None:
        raise ValidationError("Aucune enveloppe locale n'est ouverte pour votre département.", code="no_envelope")
    return found


def _departements_around(place: Territory) -> list[int]:
    """The Métropole de Lyon and its communes are in the Rhône, though it does not govern them."""
    links = place.outer_links.filter(container__kind=Kind.DEPARTEMENT).order_by("partial", "container__code")
    return list(links.values_list("container", flat=True))


def _reference(row: Application, now: datetime) -> str:
    """« A2-2021-000042 »: axis, year, number of the file."""
    return f"{row.call.axis.replace('axe-', 'A')}-{timezone.localtime(now).year}-{row.pk:06}"


def digest_of(row: Application, partners: Sequence[Organisation]) -> str:
    """SHA-256 of what was filed: texts, costs, members, names and sizes of pieces."""
    said = {
        **{name: getattr(row, name) for name in WRITTEN},
        "lead": row.lead.siren or row.lead.name,
        "members": sorted(one.siren or one.name for one in partners),
        "costs": [[one.label, one.amount, one.is_eligible] for one in row.costs.all()],
        "pieces": sorted([one.title, _size_of(one)] for one in row.files.all()),
        "services": sorted(row.services.values_list("slug", flat=True)),
    }
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _size_of(piece: ApplicationFile) -> int:
    """0 if the file is gone: a lost disk does not stop anybody on the last day."""
    try:
        return piece.file.size
    except OSError:
        return 0


@transaction.atomic
def withdraw_application(row: Application, by: Voice, reason: str = "", at: datetime | None = None) -> Application:
    """Before a decision."""
    now = at or database_now()
    row = held_application(row)
    if by.organisation is None or by.organisation.pk != row.lead_id:
        raise ValidationError("La collectivité porteuse retire le dossier.", code="not_yours")
    move(row, State.WITHDRAWN, by, now, reason=reason.strip())
    return row


@transaction.atomic
def give_complement(row: Application, answer: str, by: Voice, at: datetime | None = None) -> Application:
    now = at or database_now()
    row = written_by(row, by)
    expect(row, State.COMPLEMENT)
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
