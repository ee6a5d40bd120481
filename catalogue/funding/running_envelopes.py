"""Who moves the money of envelopes: the ANCT and the DITP all of them, a région's préfecture towards its départements.

Each act goes through `envelope_book`, for a reason that the movement keeps.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from catalogue.funding import envelope_book
from catalogue.funding.envelope_book import EnvelopeTooSmallError
from catalogue.funding.instructing import Desk, envelopes_at
from catalogue.funding.models import Envelope, EnvelopeMovement, FundDesk, FundOfficer
from catalogue.territories.lineage import contained
from catalogue.territories.models import Kind, Territory

_NOT_YOURS = "Cette enveloppe n'est pas dans votre périmètre."


def envelopes_read_by(officer: FundOfficer) -> QuerySet[Envelope]:
    if officer.desk == FundDesk.ENVELOPES:
        return Envelope.objects.all()
    return envelopes_at(officer) if officer.desk == FundDesk.PREFECTURE else Envelope.objects.none()


def envelopes_run_by(officer: FundOfficer) -> QuerySet[Envelope]:
    """Those from which this desk delegates."""
    if officer.desk == FundDesk.ENVELOPES:
        return Envelope.objects.all()
    if officer.desk == FundDesk.PREFECTURE and officer.territory and officer.territory.kind == Kind.REGION:
        return Envelope.objects.filter(territory=officer.territory)
    return Envelope.objects.none()


def children_run_by(officer: FundOfficer, envelope: Envelope) -> QuerySet[Envelope]:
    """For a région's préfecture: départements inside it only."""
    rows = envelope.children.select_related("territory")
    return rows if officer.desk == FundDesk.ENVELOPES else rows.filter(territory__in=perimeters_for(officer, envelope))


def perimeters_for(officer: FundOfficer, envelope: Envelope) -> QuerySet[Territory]:
    """For which an envelope may be opened under this one: régions and départements, then those of the région."""
    places = Territory.objects.filter(kind__in=(Kind.REGION, Kind.DEPARTEMENT))
    if envelope.territory is not None:
        inside = contained(envelope.territory).filter(kind=Kind.DEPARTEMENT)
        places = inside if envelope.territory.kind == Kind.REGION else places.none()
    if officer.desk != FundDesk.ENVELOPES and envelope.territory_id != officer.territory_id:
        return places.none()
    return places.order_by("kind", "folded_name")


def _held(desk: Desk, envelope: Envelope, child: Envelope | None = None) -> None:
    if not FundOfficer.objects.held_on().filter(pk=desk.officer.pk).exists():
        raise ValidationError("Vous ne tenez plus ce guichet aujourd'hui.", code="over")
    if not envelopes_run_by(desk.officer).filter(pk=envelope.pk).exists():
        raise ValidationError(_NOT_YOURS, code="not_yours")
    if child and not children_run_by(desk.officer, envelope).filter(pk=child.pk).exists():
        raise ValidationError({"child": _NOT_YOURS}, code="not_yours")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi : le mouvement est public, avec sa raison."})


@transaction.atomic
def provide_at(
    desk: Desk, envelope: Envelope, amount: int, reason: str, *, source: str = "", at: datetime | None = None
) -> EnvelopeMovement:
    """Into the envelope of the fund, by the ANCT or the DITP; nobody has to say yet how it will be shared out."""
    _held(desk, envelope)
    if desk.officer.desk != FundDesk.ENVELOPES:
        raise ValidationError(_NOT_YOURS, code="not_yours")
    _require_reason(reason)
    opening = not envelope.movements.exists()
    return envelope_book.provide(envelope, amount, desk.voice, opening=opening, reason=reason, source=source, at=at)


@transaction.atomic
def delegate_at(
    desk: Desk, envelope: Envelope, child: Envelope, amount: int, reason: str, *, at: datetime | None = None
) -> EnvelopeMovement:
    _held(desk, envelope, child)
    _require_reason(reason)
    return _tied(envelope_book.delegate, envelope, child, amount, desk.voice, reason=reason, at=at)


@transaction.atomic
def reclaim_at(
    desk: Desk, envelope: Envelope, child: Envelope, amount: int, reason: str, *, at: datetime | None = None
) -> EnvelopeMovement:
    """What `child` neither awarded nor delegated. It may wake who waits on `envelope`."""
    _held(desk, envelope, child)
    _require_reason(reason)
    return _tied(envelope_book.reclaim, envelope, child, amount, desk.voice, reason=reason, at=at)


def _tied(act: Any, *args: Any, **facts: Any) -> EnvelopeMovement:
    """What does not fit is an error of the amount."""
    try:
        found: EnvelopeMovement = act(*args, **facts)
    except EnvelopeTooSmallError as error:
        raise ValidationError({"amount": error.messages}, code="too_small") from error
    return found


@transaction.atomic
def open_at(desk: Desk, parent: Envelope, name: str, **fields: Any) -> Envelope:
    """A région's préfecture opens those of its départements, the ANCT and the DITP any."""
    _held(desk, parent)
    territory = fields.get("territory")
    if desk.officer.desk != FundDesk.ENVELOPES and (territory is None or set(fields) - {"territory"}):
        raise ValidationError({"territory": "Choisissez un département de votre région."})
    if territory is not None and not perimeters_for(desk.officer, parent).filter(pk=territory.pk).exists():
        raise ValidationError({"territory": "Ce territoire n'est pas dans le périmètre de cette enveloppe."})
    return envelope_book.open_envelope(parent, name, **fields)


def desks_of(user: Any) -> list[Desk]:
    """Of the person, today, that read envelopes; those of the ANCT and the DITP first."""
    rows = FundOfficer.objects.filter(user=user, desk__in=(FundDesk.ENVELOPES, FundDesk.PREFECTURE)).held_on()
    found = rows.select_related("territory", "user__organisation__territory").order_by("pk")
    return [Desk(one) for one in sorted(found, key=lambda one: one.desk != FundDesk.ENVELOPES)]


def desk_reading(user: Any, envelope: Envelope) -> Desk | None:
    """The one that may do most on this envelope; None if none may read it."""
    desks = desks_of(user)
    running = [one for one in desks if envelopes_run_by(one.officer).filter(pk=envelope.pk).exists()]
    reading = [one for one in desks if envelopes_read_by(one.officer).filter(pk=envelope.pk).exists()]
    return next(iter([*running, *reading]), None)


def envelopes_in_tree(desks: list[Desk]) -> list[Envelope]:
    """All that these desks read, parents before children."""
    wanted = Q(pk__in=[])
    for one in desks:
        wanted |= Q(pk__in=envelopes_read_by(one.officer).values("pk"))
    return list(Envelope.objects.filter(wanted).select_related("territory", "parent"))
