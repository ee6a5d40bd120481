"""Grouping contributions into propositions. Originals stay as they are, at their address; no voice moves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from catalogue.needs.consultation_figures import count, next_number
from catalogue.needs.journal import Voice, database_now, locked, move, not_ones_own, record, tell
from catalogue.needs.models import (
    Consultation,
    Contribution,
    Need,
    NeedAct,
    NeedEvent,
    NeedKind,
    Objection,
    Proposition,
    Stage,
)
from catalogue.needs.phases import shows_supports
from catalogue.review.models import ReviewFile
from catalogue.review.subjects import type_of

_CORRECTED = ("title", "text", "cost_build", "cost_deploy")
_PUBLIC_WHY = "Dites pourquoi : le journal du regroupement est public."
_OTHER_CONSULTATION = "« {} » est d'une autre consultation."
_ELSEWHERE = "« {} » est déjà dans une autre proposition : sortez-la d'abord."
_ON_AGENDA = "« {} » est à l'ordre du jour de la séance « {} » : attendez sa décision, ou retirez-la de la séance."
_NOT_ACCEPTED = "« {} » est « {} » : seules les contributions acceptées se regroupent."


@transaction.atomic
def propose(
    consultation: Consultation, values: Mapping[str, Any], by: Voice, at: datetime | None = None
) -> Proposition:
    """A new proposition, without any support. `values`: title, text, themes, cost_build, cost_deploy, note."""
    now = at or database_now()
    row = Proposition(
        consultation=consultation,
        kind=NeedKind.PROPOSITION,
        series=Need.Series.PROPOSITION,
        stage=Stage.PROPOSED,
        created=now,
        changed=now,
        public_since=now,
        is_demo=consultation.is_demo,
        **{name: value for name, value in values.items() if name != "themes"},
    )
    row.full_clean(exclude=["consultation", "themes"], validate_unique=False)
    row.number = next_number(consultation.pk, row.series)
    row.save()
    row.themes.set(values.get("themes", []))
    count(consultation.pk, "propositions", [("", 1), (f"etat|{Stage.PROPOSED}", 1)])
    tell([record(row, NeedAct.CREATED, by, now, about=row)])
    return row


@transaction.atomic
def propose_and_group(
    consultation: Consultation,
    values: Mapping[str, Any],
    contributions: Iterable[Contribution],
    *,
    why: str,
    by: Voice,
    at: datetime | None = None,
) -> Proposition:
    """A new proposition of these contributions, or the one that the same press of the button made a moment ago."""
    rows = _locked_rows(contributions)
    if not rows:
        raise ValidationError("Choisissez au moins une contribution.")
    made = Proposition.objects.filter(contributions__in=rows, title=values["title"]).distinct()
    if len(made) == 1 and not [row for row in rows if row.grouped_into_id != made[0].pk]:
        return made[0]
    into = propose(consultation, values, by, at)
    group(into, rows, why, by, at)
    return into


@transaction.atomic
def group(
    proposition: Proposition, contributions: Iterable[Contribution], why: str, by: Voice, at: datetime | None = None
) -> list[Contribution]:
    """All of them or none; those already there are passed over, so that one may press again. Returns those moved."""
    now = at or database_now()
    into = locked(Proposition, proposition.pk)
    if into.stage == Stage.DISSOLVED:
        raise ValidationError("Cette proposition est dissoute.")
    rows = _locked_rows(contributions)
    if refused := [said for row in rows if (said := _refusal(row, into))]:
        raise ValidationError(refused)
    moved = [row for row in rows if row.grouped_into_id != into.pk]
    events: list[NeedEvent] = []
    for row in moved:
        row.grouped_into, row.grouped = into, now
        row.save(update_fields=["grouped_into", "grouped"])
        move(row, Stage.GROUPED, now)
        events.append(record(row, NeedAct.GROUPED, by, now, about=into, reason=why.strip()))
    Proposition.objects.filter(pk=into.pk).update(contribution_count=F("contribution_count") + len(moved), changed=now)
    tell(events)
    return moved


def _locked_rows(contributions: Iterable[Contribution]) -> Sequence[Contribution]:
    wanted = sorted({one.pk for one in contributions if one.pk})
    rows = Contribution.objects.select_for_update(of=("self", "need_ptr")).filter(pk__in=wanted).order_by("pk")
    return list(rows)


def _refusal(row: Contribution, into: Proposition) -> str:
    if row.consultation_id != into.consultation_id:
        return _OTHER_CONSULTATION.format(row.title)
    if row.grouped_into_id == into.pk:
        return ""
    if row.grouped_into_id:
        return _ELSEWHERE.format(row.title)
    if row.stage not in (Stage.ACCEPTED, Stage.NOT_SELECTED):
        return _NOT_ACCEPTED.format(row.title, row.get_stage_display())
    return ""


@transaction.atomic
def ungroup(
    contributions: Iterable[Contribution], why: str, by: Voice, at: datetime | None = None
) -> list[Contribution]:
    """They are accepted contributions again, with their text, their number and their journal."""
    now = at or database_now()
    if not why.strip():
        raise ValidationError({"why": _PUBLIC_WHY})
    events = []
    rows = [row for row in _locked_rows(contributions) if row.grouped_into_id]
    _require_off_agenda(rows)
    for row in rows:
        if row.stage != Stage.GROUPED:
            raise ValidationError(f"« {row.title} » est « {row.get_stage_display()} » : elle ne sort plus.")
        former = Proposition.objects.get(contributions=row)
        row.grouped_into, row.grouped = None, None
        row.save(update_fields=["grouped_into", "grouped"])
        move(row, Stage.ACCEPTED, now)
        events.append(record(row, NeedAct.UNGROUPED, by, now, about=former, reason=why.strip()))
        asked = row.objections.filter(state=Objection.State.OPEN)
        asked.update(state=Objection.State.KEPT, answer=why.strip(), answered=now)
        Proposition.objects.filter(pk=former.pk).update(contribution_count=F("contribution_count") - 1, changed=now)
    tell(events)
    return rows


def _require_off_agenda(needs: Sequence[Need]) -> None:
    """What a committee is about to decide of stays where it is."""
    files = ReviewFile.objects.about(type_of(Need()), [need.pk for need in needs]).awaiting_decision()
    if file := files.select_related("session").first():
        raise ValidationError(_ON_AGENDA.format(file.title, file.session.title))


@transaction.atomic
def regroup(
    into: Proposition, contributions: Iterable[Contribution], why: str, by: Voice, at: datetime | None = None
) -> list[Contribution]:
    """Out of the propositions where they are and into this one, or nothing moves; those already there stay."""
    locked(Proposition, into.pk)
    rows = [row for row in _locked_rows(contributions) if row.grouped_into_id != into.pk]
    ungroup(rows, why, by, at)
    return group(into, rows, why, by, at)


@transaction.atomic
def dissolve(proposition: Proposition, why: str, by: Voice, at: datetime | None = None) -> None:
    """Its contributions leave it; its supports stay in its history, and count for nothing else."""
    now = at or database_now()
    if not why.strip():
        raise ValidationError({"why": _PUBLIC_WHY})
    row = locked(Proposition, proposition.pk)
    if row.stage == Stage.DISSOLVED:
        return
    if row.stage != Stage.PROPOSED:
        raise ValidationError(f"Cette proposition est « {row.get_stage_display()} » : elle ne se dissout plus.")
    _require_off_agenda([row])
    ungroup(row.contributions.all(), why, by, now)
    move(row, Stage.DISSOLVED, now)
    tell([record(row, NeedAct.UNGROUPED, by, now, about=row, reason=why.strip())])


def objection_ends(contribution: Contribution) -> datetime | None:
    """Until when its author may object; None if it is not grouped."""
    days = contribution.consultation.objection_days
    return contribution.grouped + timedelta(days=days) if contribution.grouped else None


@transaction.atomic
def object_to(contribution: Contribution, text: str, by: Voice, at: datetime | None = None) -> Objection:
    now = at or database_now()
    row = locked(Contribution, contribution.pk)
    ends = objection_ends(row)
    if row.grouped_into_id is None or ends is None or row.stage != Stage.GROUPED:
        raise ValidationError("Cette contribution n'est pas regroupée.")
    if now >= ends:
        raise ValidationError("Le délai pour s'opposer est passé.")
    if not text.strip():
        raise ValidationError({"text": "Dites ce qui ne va pas dans ce regroupement."})
    if row.objections.filter(state=Objection.State.OPEN).exists():
        raise ValidationError("Votre opposition est déjà enregistrée : l'équipe va vous répondre.")
    into = Proposition.objects.get(pk=row.grouped_into_id)
    objection = Objection(contribution=row, proposition=into, text=text.strip(), made=now, author=by.user)
    objection.save()
    tell([record(row, NeedAct.OBJECTED, by, now, about=into, reason=text.strip())])
    return objection


@transaction.atomic
def answer_objection(objection: Objection, kept: bool, answer: str, by: Voice, at: datetime | None = None) -> Objection:
    """`kept`: the contribution leaves the proposition."""
    now = at or database_now()
    if not answer.strip():
        raise ValidationError({"answer": "Répondez à l'auteur."})
    row = Objection.objects.select_for_update().get(pk=objection.pk)
    if row.state != Objection.State.OPEN:
        raise ValidationError("Cette opposition a déjà une réponse.")
    not_ones_own(by, row.contribution.organisation_id, row.author_id)
    row.state = Objection.State.KEPT if kept else Objection.State.DISMISSED
    row.answer, row.answered = answer.strip(), now
    row.save(update_fields=["state", "answer", "answered"])
    act = NeedAct.OBJECTION_KEPT if kept else NeedAct.OBJECTION_DISMISSED
    tell([record(row.contribution, act, by, now, about=row.proposition, reason=answer.strip())])
    if kept and row.contribution.grouped_into_id == row.proposition_id:
        ungroup([row.contribution], answer, by, now)
    return row


@transaction.atomic
def correct(
    proposition: Proposition, values: Mapping[str, Any], why: str, by: Voice, at: datetime | None = None
) -> NeedEvent | None:
    """Once somebody supports it, a reason is asked for and supporters are told; while supports are hidden, always, so
    that nothing says whether there are some. None if nothing changes.
    """
    now = at or database_now()
    row = locked(Proposition, proposition.pk)
    changes = {name: [getattr(row, name), values[name]] for name in _CORRECTED if name in values}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if "note" in values:
        row.note = values["note"]
    if "themes" in values:
        row.themes.set(values["themes"])
    if changes and not why.strip():
        if not shows_supports(row.consultation):
            raise ValidationError({"why": "Ce texte est peut-être soutenu déjà : dites pourquoi il change."})
        if row.supports.exists():
            raise ValidationError({"why": "Des collectivités soutiennent ce texte : dites-leur pourquoi il change."})
    for name, (_, said) in changes.items():
        setattr(row, name, said)
    row.changed = now
    row.full_clean(exclude=["consultation", "themes"], validate_unique=False)
    row.save()
    if not changes:
        return None
    event = record(row, NeedAct.CORRECTED, by, now, about=row, reason=why.strip(), changes=changes)
    tell([event])
    return event
