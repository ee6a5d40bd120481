"""The answer of the ANCT to a contribution: accepted, redirected to somebody else or to a service that exists already,
or not for this consultation.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from catalogue.needs.journal import Voice, database_now, locked, move, not_ones_own, record, tell
from catalogue.needs.models import Contribution, Destination, NeedAct, NeedEvent, Stage
from catalogue.services.models import ServicePage

_TO_EXAMINE = (Stage.SUBMITTED,)
_CHANGED_ONE_S_MIND = (Stage.REDIRECTED, Stage.REFUSED)


@transaction.atomic
def accept(contribution: Contribution, by: Voice, at: datetime | None = None) -> Contribution:
    now = at or database_now()
    row = _to_examine(contribution, by)
    row.moderation_reason, row.destination, row.moderated = "", None, now
    row.save(update_fields=["moderation_reason", "destination", "moderated"])
    move(row, Stage.ACCEPTED, now)
    tell([record(row, NeedAct.ACCEPTED, by, now)])
    return row


@transaction.atomic
def redirect(
    contribution: Contribution, destination: Destination, by: Voice, reason: str = "", at: datetime | None = None
) -> Contribution:
    """The sentence of the destination is what its author reads, with `reason` if there is more to say."""
    now = at or database_now()
    row = _to_examine(contribution, by)
    row.destination, row.moderation_reason, row.moderated = destination, reason.strip(), now
    row.save(update_fields=["destination", "moderation_reason", "moderated"])
    move(row, Stage.REDIRECTED, now)
    tell([record(row, NeedAct.REDIRECTED, by, now, reason=destination.sentence)])
    return row


@transaction.atomic
def answer(
    contribution: Contribution, service: ServicePage, by: Voice, reason: str = "", at: datetime | None = None
) -> Contribution:
    """Redirected to a service of the catalogue, which exists already."""
    now = at or database_now()
    row = _to_examine(contribution, by)
    if not ServicePage.objects.public().filter(pk=service.pk).exists():
        raise ValidationError({"service": "Ce service n'est pas publié : choisissez-en un que chacun peut lire."})
    row.destination, row.answered_by, row.moderation_reason, row.moderated = None, service, reason.strip(), now
    row.save(update_fields=["destination", "answered_by", "moderation_reason", "moderated"])
    move(row, Stage.REDIRECTED, now)
    said = f"« {service.title} » y répond déjà, au catalogue."
    tell([record(row, NeedAct.REDIRECTED, by, now, reason=said, link=service.get_url() or "")])
    return row


@transaction.atomic
def refuse(contribution: Contribution, reason: str, by: Voice, at: datetime | None = None) -> Contribution:
    now = at or database_now()
    if not reason.strip():
        raise ValidationError({"reason": "Dites à l'auteur pourquoi sa contribution est irrecevable."})
    row = _to_examine(contribution, by)
    row.destination, row.moderation_reason, row.moderated = None, reason.strip(), now
    row.save(update_fields=["destination", "moderation_reason", "moderated"])
    move(row, Stage.REFUSED, now)
    tell([record(row, NeedAct.REFUSED, by, now, reason=reason.strip(), public=False)])
    return row


@transaction.atomic
def take_back(contribution: Contribution, by: Voice, reason: str, at: datetime | None = None) -> Contribution:
    """One that was redirected or refused comes back to the desk."""
    now = at or database_now()
    row: Contribution = locked(Contribution, contribution.pk)
    if row.stage not in _CHANGED_ONE_S_MIND:
        raise ValidationError("Seule une contribution réorientée ou irrecevable peut être reprise.")
    not_ones_own(by, row.organisation_id, row.author_id)
    event: NeedEvent = record(row, NeedAct.TAKEN_BACK, by, now, reason=reason.strip(), public=False)
    if row.stage == Stage.REDIRECTED and row.destination is None:  # to a service
        row.answered_by = None
    row.moderation_reason, row.destination = "", None
    row.save(update_fields=["moderation_reason", "destination", "answered_by"])
    move(row, Stage.SUBMITTED, now)
    tell([event])
    return row


def _to_examine(contribution: Contribution, by: Voice) -> Contribution:
    row: Contribution = locked(Contribution, contribution.pk)
    not_ones_own(by, row.organisation_id, row.author_id)
    if row.stage not in _TO_EXAMINE:
        raise ValidationError(f"Cette contribution est déjà « {row.get_stage_display()} » : rechargez la page.")
    return row
