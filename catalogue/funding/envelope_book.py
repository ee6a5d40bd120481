"""The one writer of envelopes. What leaves one is taken by one conditional UPDATE, which the database checks again."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from catalogue.foundation.french import thousands
from catalogue.funding.fund_counts import add, changes_of_movement
from catalogue.funding.models import Envelope, EnvelopeMovement, Grant, MovementKind
from catalogue.funding.signals import envelope_freed
from catalogue.needs.journal import Voice, database_now

_KNOWN = "« %s » est déjà ouverte pour ce volet, cet objet et ce périmètre : déléguez-lui."


class EnvelopeTooSmallError(ValidationError):
    """It no longer holds that sum. `left`: what it holds."""

    def __init__(self, envelope: Envelope, amount: int) -> None:
        self.left = envelope.remainder
        left = f"Il reste {thousands(self.left)} € dans l'enveloppe « {envelope.name} »"
        told = f"{left} : {thousands(amount)} € n'y tiennent pas."
        super().__init__(told, code="too_small")


@transaction.atomic
def open_envelope(parent: Envelope, name: str, **fields: Any) -> Envelope:
    """An empty one, taken on `parent`, for a perimeter and a purpose that have none. `fields`: axis, part, purpose,
    territory; by default those of its parent.
    """
    values = {one: getattr(parent, one) for one in ("fund", "axis", "part", "purpose", "territory", "is_demo")}
    child = Envelope(parent=parent, name=name.strip(), **{**values, **fields})
    child.clean_fields()
    same = Envelope.objects.filter(
        fund=child.fund_id, axis=child.axis, part=child.part, purpose=child.purpose, territory=child.territory_id
    )
    if known := same.first():
        raise ValidationError(_KNOWN % known.name, code="twice")
    try:
        with transaction.atomic():
            child.save()
    except IntegrityError as error:  # somebody opened it at the same moment
        raise ValidationError(_KNOWN % child.name, code="twice") from error
    return child


@transaction.atomic
def provide(
    envelope: Envelope,
    amount: int,
    by: Voice,
    *,
    opening: bool = False,
    reason: str = "",
    source: str = "",
    at: datetime | None = None,
) -> EnvelopeMovement:
    """Money that comes from outside the fund, into its root."""
    _check_sum(amount)
    if envelope.parent_id:
        raise ValidationError("Une somme nouvelle entre par l'enveloppe du fonds, qui la délègue ensuite.")
    Envelope.objects.filter(pk=envelope.pk).update(amount=F("amount") + amount)
    kind = MovementKind.OPENED if opening else MovementKind.ADDED
    return _note(envelope, kind, amount, by, at, reason=reason, source=source)


@transaction.atomic
def delegate(
    envelope: Envelope, child: Envelope, amount: int, by: Voice, *, reason: str = "", at: datetime | None = None
) -> EnvelopeMovement:
    """To one of its children. Raises EnvelopeTooSmallError."""
    _check_sum(amount)
    _check_child(envelope, child)
    _take(envelope, amount, delegated=F("delegated") + amount)
    Envelope.objects.filter(pk=child.pk).update(amount=F("amount") + amount)
    return _note(envelope, MovementKind.DELEGATED, amount, by, at, child=child, reason=reason)


@transaction.atomic
def reclaim(
    envelope: Envelope, child: Envelope, amount: int, by: Voice, *, reason: str = "", at: datetime | None = None
) -> EnvelopeMovement:
    """What a child did not use comes back to its parent."""
    _check_sum(amount)
    _check_child(envelope, child)
    _take(child, amount, amount=F("amount") - amount)
    Envelope.objects.filter(pk=envelope.pk).update(delegated=F("delegated") - amount)
    found = _note(envelope, MovementKind.RECLAIMED, amount, by, at, child=child, reason=reason)
    envelope_freed.send(Envelope, envelope=envelope.pk, at=found.at)
    return found


def take_for(grant: Grant, by: Voice, at: datetime) -> None:
    """What a grant takes, in the caller's transaction. Raises EnvelopeTooSmallError."""
    _take(grant.envelope, grant.amount, awarded=F("awarded") + grant.amount)
    _note(grant.envelope, MovementKind.AWARDED, grant.amount, by, at, grant=grant)


def release(grant: Grant, amount: int, by: Voice, at: datetime, reason: str = "") -> None:
    """What a grant gives back to its envelope, in the caller's transaction. Wakes who waits (`envelope_freed`)."""
    Envelope.objects.filter(pk=grant.envelope_id).update(awarded=F("awarded") - amount)
    _note(grant.envelope, MovementKind.RELEASED, amount, by, at, grant=grant, reason=reason)
    envelope_freed.send(Envelope, envelope=grant.envelope_id, at=at)


def _take(envelope: Envelope, sum_taken: int, **changes) -> None:
    holding = Envelope.objects.filter(pk=envelope.pk, amount__gte=F("delegated") + F("awarded") + sum_taken)
    if not holding.update(**changes):
        raise EnvelopeTooSmallError(Envelope.objects.get(pk=envelope.pk), sum_taken)


def _note(
    envelope: Envelope,
    kind: MovementKind,
    amount: int,
    by: Voice,
    at: datetime | None,
    *,
    child: Envelope | None = None,
    grant: Grant | None = None,
    reason: str = "",
    source: str = "",
) -> EnvelopeMovement:
    row = EnvelopeMovement.objects.create(
        envelope=envelope,
        kind=kind,
        amount=amount,
        child=child,
        grant=grant,
        at=at or database_now(),
        author=by.user,
        author_label=by.label,
        reason=reason.strip()[:400],
        source=source,
    )
    add(envelope.fund_id, row.at, changes_of_movement(row))
    for one in filter(None, (envelope, child)):
        one.refresh_from_db(fields=["amount", "delegated", "awarded"])
    return row


def _check_sum(amount: int) -> None:
    if amount <= 0:
        raise ValidationError({"amount": "Donnez une somme, en euros entiers."})


def _check_child(envelope: Envelope, child: Envelope) -> None:
    if child.parent_id != envelope.pk:
        raise ValidationError(f"« {child.name} » n'est pas prise sur « {envelope.name} ».")


def local_envelope(fund: int, axis: str, territories: list[int], purpose: str) -> Envelope | None:
    """What a file of axis 3 draws on: its département's, else its région's. `territories`: nearest first."""
    found = {
        one.territory_id: one
        for one in Envelope.objects.filter(fund=fund, axis=axis, purpose=purpose, territory__in=territories)
    }
    return next((found[pk] for pk in territories if pk in found), None)
