"""Decisions on files, and the grants that they make: the one writer. An envelope that no longer holds a sum puts the
file on its waiting list, which wakes when money comes back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import receiver

from catalogue.foundation.french import thousands
from catalogue.foundation.text import longest
from catalogue.funding.application_files import application_of, concerned
from catalogue.funding.envelope_book import EnvelopeTooSmallError, take_for
from catalogue.funding.fund_journal import held_application, move, record_grant
from catalogue.funding.grant_book import cancel
from catalogue.funding.models import (
    Application,
    ApplicationState,
    CallKind,
    Convention,
    Envelope,
    Grant,
    GrantAct,
    GrantMember,
    GrantState,
    JuryWayOn,
    LastEuro,
    Ties,
    WayOn,
)
from catalogue.funding.signals import envelope_freed
from catalogue.needs.journal import Voice, database_now, not_ones_own
from catalogue.needs.models import Need
from catalogue.review.interests import belongings, shown_conflicts
from catalogue.review.models import Decision, DecisionOutcome, Seat, Session
from catalogue.review.reviewing import decisions_published
from catalogue.territories.models import Organisation

State = ApplicationState
_SECOND_DESK_GRANT = "Cette collectivité a déjà reçu ce financement du guichet."


@dataclass(frozen=True)
class Ruled:
    """What is decided of a file. `amount`, in euros, where it is granted."""

    application: Application
    state: ApplicationState
    reason: str
    amount: int | None = None
    way_on: str = ""


@transaction.atomic
def decide_batch(verdicts: Sequence[Ruled], by: Voice, at: datetime | None = None) -> list[Application]:
    """All or none, at one instant. An envelope that does not hold what is granted stops them all."""
    now = at or database_now()
    if not verdicts:
        raise ValidationError("Choisissez au moins un dossier.")
    return [_apply(one, by, now) for one in sorted(verdicts, key=lambda one: one.application.pk)]


def _apply(verdict: Ruled, by: Voice, now: datetime) -> Application:
    row = held_application(verdict.application)
    for asking in [row.lead, *(one.organisation for one in row.members.select_related("organisation"))]:
        not_ones_own(by, asking.pk)
    if not verdict.reason.strip():
        raise ValidationError({"reason": f"« {row.title} » : donnez le motif de la décision."})
    row.reason, row.way_on, row.decided = verdict.reason.strip(), verdict.way_on, now
    if verdict.state == State.GRANTED:
        _grant(row, verdict.amount, by, now)
    elif verdict.state in (State.WAITING, State.REFUSED, State.REDIRECTED):
        _give_up_grant(row, by, now)
        row.waiting_since = now if verdict.state == State.WAITING else None
        move(row, verdict.state, by, now, reason=row.reason)
    else:
        raise ValidationError("Une décision retient, met en attente, refuse ou réoriente.")
    return row


def _give_up_grant(row: Application, by: Voice, now: datetime) -> None:
    """A decision that corrects an award cancels it."""
    grant = Grant.objects.standing().filter(application=row).first()
    if grant is not None:
        cancel(grant, row.reason, by, now)


def _grant(row: Application, amount: int | None, by: Voice, now: datetime) -> Grant:
    """Raises EnvelopeTooSmallError. The grant is there before the file says that it is granted."""
    if row.envelope is None:
        raise ValidationError(f"« {row.title} » : aucune enveloppe ne paie ce dossier.")
    granted = row.requested if amount is None else amount
    if Grant.objects.filter(application=row).exists():
        raise ValidationError(f"« {row.title} » a déjà eu une subvention, annulée depuis : elle ne se rétablit pas.")
    if not granted:
        raise ValidationError({"amount": f"« {row.title} » : donnez le montant."})
    if row.requested and granted > row.requested:
        raise ValidationError({"amount": f"« {row.title} » demande {thousands(row.requested)} € : pas plus."})
    members = [one.organisation for one in row.members.select_related("organisation") if one.agreed]
    title = row.title[: longest(Grant, "purpose")]
    desk = row.desk_kind
    grant = Grant(
        fund=row.call.fund,
        envelope=row.envelope,
        application=row,
        beneficiary=row.lead,
        desk_kind=desk,
        purpose=title,
        amount=granted,
        eligible_cost=row.cost,
        rate=row.wave.rate,
        reference=row.reference.replace("A", "S", 1),
        convention=Convention.NONE if desk else "",
        single_payment=row.wave.single_payment,
        is_demo=row.is_demo,
    )
    made = write_grant(grant, members, by, now, services=list(row.services.all()))
    move(row, State.GRANTED, by, now, reason=row.reason, changes={"montant": granted})
    return made


@transaction.atomic
def write_grant(
    grant: Grant,
    members: Iterable[Organisation],
    by: Voice,
    at: datetime | None = None,
    *,
    services: Iterable = (),
) -> Grant:
    """Of any axis: takes its sum from its envelope, or raises EnvelopeTooSmallError and writes nothing."""
    now = at or database_now()
    grant.awarded_at, grant.state = now, GrantState.NOTIFIED
    if grant.amount <= 0:
        raise ValidationError({"amount": f"« {grant.purpose} » : donnez une somme, en euros entiers."})
    if grant.rate and grant.eligible_cost and grant.amount * 100 > grant.eligible_cost * grant.rate:
        most = thousands(grant.eligible_cost * grant.rate // 100)
        raise ValidationError({"amount": f"« {grant.purpose} » : {grant.rate} % du coût éligible au plus, {most} €."})
    try:
        with transaction.atomic():
            grant.save()
    except IntegrityError as error:
        if grant.desk_kind:
            raise ValidationError(_SECOND_DESK_GRANT, code="twice") from error
        raise
    GrantMember.objects.bulk_create(
        GrantMember(grant=grant, organisation=one) for one in dict.fromkeys(members) if one.pk != grant.beneficiary_id
    )
    grant.services.set(services)
    take_for(grant, by, now)
    record_grant(grant, GrantAct.AWARDED, by, now, amount=grant.amount)
    return grant


@transaction.atomic
def grant_project(need: Need, envelope: Envelope, beneficiary: Organisation, amount: int, by: Voice, **facts) -> Grant:
    """Axis 1: a selected project or an investigation. `facts`: other fields of the grant, and `at`."""
    at = facts.pop("at", None)
    purpose = need.title[: longest(Grant, "purpose")]
    reference = facts.pop("reference", f"S1-{need.pk:06}")
    grant = Grant(
        fund=envelope.fund,
        envelope=envelope,
        need=need,
        beneficiary=beneficiary,
        purpose=facts.pop("purpose", purpose),
        amount=amount,
        reference=reference,
        is_demo=need.is_demo,
        **facts,
    )
    return write_grant(grant, [], by, at)


# The desk: what meets the specification is granted at once


@transaction.atomic
def comply(row: Application, by: Voice, at: datetime | None = None) -> Application:
    """« Conforme »: granted while the envelope lasts, else on its waiting list."""
    now = at or database_now()
    row = held_application(row)
    if row.call.kind != CallKind.DESK:
        raise ValidationError("Seuls les dossiers du guichet sont accordés sans jury.")
    not_ones_own(by, row.lead_id)
    if Grant.objects.standing().filter(beneficiary=row.lead, desk_kind=row.desk_kind).exists():
        raise ValidationError(_SECOND_DESK_GRANT, code="twice")
    move(row, State.COMPLIANT, by, now)
    row.reason, row.decided = "Le dossier répond au cahier des charges du guichet.", now
    grant_or_wait(row, by, now)
    return row


def grant_or_wait(row: Application, by: Voice, now: datetime) -> bool:
    """In the caller's transaction. Whether it was granted."""
    try:
        with transaction.atomic():
            _grant(row, None, by, now)
    except EnvelopeTooSmallError:
        row.waiting_since = now
        move(row, State.WAITING, by, now, reason="L'enveloppe est épuisée : ce dossier attend qu'une somme se libère.")
        return False
    return True


# Waiting lists


@receiver(envelope_freed)
def wake(sender, envelope: int, at: datetime, **kwargs) -> None:
    """Whoever has waited longest and whom the envelope can pay; what follows the last euro is ruled by the wave."""
    waiting = Application.objects.filter(envelope=envelope, state=State.WAITING)
    by = Voice(label="Le Store, d'après la liste d'attente")
    for pk in list(waiting.order_by("waiting_since", "filed", "pk").values_list("pk", flat=True)):
        row = held_application(pk)
        try:
            _wake_one(row, None, by, at)
        except EnvelopeTooSmallError as error:
            if row.wave.last_euro == LastEuro.PARTIAL and row.accepts_partial and error.left:
                _wake_one(row, error.left, by, at)
                return
            if row.wave.last_euro != LastEuro.NEXT:
                return
        except ValidationError:  # it can no longer be granted: a decision says what becomes of it, others do not wait
            continue


@transaction.atomic
def _wake_one(row: Application, amount: int | None, by: Voice, at: datetime) -> None:
    row.decided, row.reason = at, "Une somme s'est libérée : ce dossier quitte la liste d'attente."
    _grant(row, amount, by, at)


# Decisions of a jury


@receiver(decisions_published)
def apply_jury_decisions(sender, session: Session, decisions: Iterable[Decision], seat: Seat, **kwargs) -> None:
    """Those about files of the fund, in the transaction that publishes them. `seat`: who publishes them."""
    by = Voice(label=session.committee.name)
    files = [one for one in decisions if isinstance(one.file.subject, Application)]
    for one in files:
        not_the_files_of(seat, application_of(one.file))
        not_the_files_of(one.decided_by, application_of(one.file))
    if files:
        decide_batch([verdict_of(one) for one in files], by, files[0].published_at)


def not_the_files_of(seat: Seat, row: Application) -> None:
    """Whatever was declared, nobody decides on a file of their own organisation, or of one that contains it."""
    if shown_conflicts(belongings(seat), concerned(row)):
        raise ValidationError(
            f"« {row.title} » est porté par votre organisation, ou par une collectivité dont elle relève : déclarez ce "
            "conflit d'intérêts, et la vice-présidence décidera.",
            code="conflict",
        )


def verdict_of(decision: Decision) -> Ruled:
    """« Ajourné » keeps the file on the waiting list."""
    row: Any = decision.file.subject
    amount = int(decision.amount) if decision.amount is not None else None
    states = {
        DecisionOutcome.SELECTED: State.GRANTED,
        DecisionOutcome.ADJOURNED: State.WAITING,
        DecisionOutcome.NOT_SELECTED: State.REFUSED,
    }
    state = states[DecisionOutcome(decision.outcome)]
    if state != State.REFUSED:
        return Ruled(row, state, decision.reason, amount)
    said = JuryWayOn.objects.filter(decision=decision).first() or JuryWayOn(way_on=WayOn.REFILE)
    return Ruled(row, State.REDIRECTED if said.redirects else state, decision.reason, None, said.way_on)


# What the rules of the wave propose


@dataclass(frozen=True)
class Ranked:
    """A file as the jury ranked it. `median`, `mean` None: nobody scored it."""

    application: Application
    median: float | None
    mean: float | None


def rank(files: Iterable[Ranked], places: Mapping[int, int] | None = None) -> list[Ranked]:
    """The best first: median, then mean, then as the wave rules ties. `places`: what the chair says of them, by id."""
    said = places or {}

    def order(one: Ranked) -> tuple:
        row = one.application
        filed = row.filed.timestamp() if row.filed else 0
        tie = {Ties.SMALLEST: row.requested or 0, Ties.CHAIR: said.get(row.pk, len(said) + 1)}
        return (*_merit(one), tie.get(Ties(row.wave.ties), filed), filed, row.pk)

    return sorted(files, key=order)


def _merit(one: Ranked) -> tuple[float, float]:
    """The smallest is the best; who was not scored comes last."""
    return (-(one.median if one.median is not None else -1), -(one.mean if one.mean is not None else -1))


def left_to_the_chair(files: Iterable[Ranked]) -> set[int]:
    """Ids of files with the same median and mean, where the wave lets the chair say which comes first."""
    by_merit: dict[tuple[float, float], list[int]] = defaultdict(list)
    for one in files:
        if one.application.wave.ties == Ties.CHAIR:
            by_merit[_merit(one)].append(one.application.pk)
    return {pk for tied in by_merit.values() if len(tied) > 1 for pk in tied}


def propose(files: Iterable[Ranked], left: int, places: Mapping[int, int] | None = None) -> list[Ruled]:
    """What the rules give, in order, with what is left in the envelope. The jury may decide otherwise."""
    found, stopped = [], False
    for one in rank(files, places):
        row, asked = one.application, one.application.requested or 0
        amount = asked if asked <= left and not stopped else 0
        if not amount and not stopped:
            if row.wave.last_euro == LastEuro.PARTIAL and row.accepts_partial and left:
                amount = left
            stopped = row.wave.last_euro != LastEuro.NEXT
        left -= amount
        state = State.GRANTED if amount else State.WAITING
        reason = "Dans l'ordre du classement." if amount else "L'enveloppe ne suffit pas."
        found.append(Ruled(row, state, reason, amount or None))
    return found
