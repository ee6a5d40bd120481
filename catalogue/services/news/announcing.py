"""Writing announcements. Receivers of the signals notify people, in the same transaction."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone

from catalogue.services.models import Announcement, ServicePage

# Sent inside the transaction, with `announcement`.
announced = Signal()
announcement_over = Signal()
announcement_cancelled = Signal()


def announce(service: ServicePage, kind: str, title: str, *, author=None, **said) -> Announcement:
    """Saves and notifies. `said`: `text`, `starts`, `ends` (aware datetimes), `is_demo`. Raises ValidationError, by
    field.

    The caller must have checked permission (`store.accounts.policies`, Action.ANNOUNCE).
    """
    announcement = Announcement(service=service, kind=kind, title=title, author=author, **said)
    announcement.full_clean()
    try:
        with transaction.atomic():
            announcement.save()
            announced.send(sender=Announcement, announcement=announcement)
    except IntegrityError as error:  # announced twice at the same instant
        raise ValidationError("Cette annonce est déjà faite.") from error
    return announcement


@transaction.atomic
def correct(announcement: Announcement) -> None:
    """Saves changes; only an end is notified. Raises ValidationError, by field."""
    before = Announcement.objects.select_for_update().get(pk=announcement.pk)
    announcement.full_clean()
    announcement.save()
    if announcement.is_over and not before.is_over and before.cancelled is None:
        announcement_over.send(sender=Announcement, announcement=announcement)


@transaction.atomic
def reword(announcement: Announcement, title: str, text: str) -> None:
    """Changes the text but not the times, without notifying. Raises ValidationError, by field."""
    kept = Announcement.objects.select_for_update().get(pk=announcement.pk)
    kept.title, kept.text = title, text
    kept.full_clean()
    kept.save()


@transaction.atomic
def cancel(announcement: Announcement) -> bool:
    """Cancels what has not begun. Returns False, without notifying, if it has begun or is already cancelled."""
    planned = Announcement.objects.select_for_update().cancellable().filter(pk=announcement.pk).first()
    if planned is None:
        return False
    planned.cancelled = timezone.now()
    planned.save()
    announcement_cancelled.send(sender=Announcement, announcement=planned)
    return True


@transaction.atomic
def end(announcement: Announcement, at: datetime | None = None) -> bool:
    """Ends an incident or maintenance, by default now. Returns False, without notifying, if it was over.

    Raises ValidationError if `at` is before the beginning.
    """
    going_on = Announcement.objects.select_for_update().in_progress().filter(pk=announcement.pk).first()
    if going_on is None:
        return False
    announcement.ends = going_on.ends = at or timezone.now()
    correct(going_on)
    return True
