"""Saying once what happens to a service; whoever writes to people listens to the signals, in the same transaction."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone

from catalogue.services.models import Announcement, ServicePage

# All are sent inside the transaction, with `announcement`.
announced = Signal()
announcement_over = Signal()
announcement_cancelled = Signal()


def announce(service: ServicePage, kind: str, title: str, *, author=None, **said) -> Announcement:
    """Write and tell. `said`: `text`, `starts`, `ends` (aware datetimes), `is_demo`. Raises ValidationError, by field.

    May whoever calls do it? That is asked before (`store.accounts.policies`, Action.ANNOUNCE).
    """
    announcement = Announcement(service=service, kind=kind, title=title, author=author, **said)
    announcement.full_clean()
    try:
        with transaction.atomic():
            announcement.save()
            announced.send(sender=Announcement, announcement=announcement)
    except IntegrityError as error:  # said twice in the same instant
        raise ValidationError("Cette annonce est déjà faite.") from error
    return announcement


@transaction.atomic
def correct(announcement: Announcement) -> None:
    """Save what was changed; only an end is told again. Raises ValidationError, by field."""
    before = Announcement.objects.select_for_update().get(pk=announcement.pk)
    announcement.full_clean()
    announcement.save()
    if announcement.is_over and not before.is_over and before.cancelled is None:
        announcement_over.send(sender=Announcement, announcement=announcement)


@transaction.atomic
def reword(announcement: Announcement, title: str, text: str) -> None:
    """Correct the words, not when it happens; nobody is written to. Raises ValidationError, by field."""
    kept = Announcement.objects.select_for_update().get(pk=announcement.pk)
    kept.title, kept.text = title, text
    kept.full_clean()
    kept.save()


@transaction.atomic
def cancel(announcement: Announcement) -> bool:
    """What was planned will not happen. False: it has begun, or was cancelled already, and nobody is told again."""
    planned = Announcement.objects.select_for_update().cancellable().filter(pk=announcement.pk).first()
    if planned is None:
        return False
    planned.cancelled = timezone.now()
    planned.save()
    announcement_cancelled.send(sender=Announcement, announcement=planned)
    return True


@transaction.atomic
def end(announcement: Announcement, at: datetime | None = None) -> bool:
    """The incident or the maintenance is over, by default now. False: it was over already, and nobody is told again.

    Raises ValidationError when `at` comes before the beginning.
    """
    going_on = Announcement.objects.select_for_update().in_progress().filter(pk=announcement.pk).first()
    if going_on is None:
        return False
    announcement.ends = going_on.ends = at or timezone.now()
    correct(going_on)
    return True
