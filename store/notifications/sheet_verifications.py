"""Eleven months after a sheet was verified, its team is asked to verify it again."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from catalogue.services.models import ServicePage
from catalogue.services.rules.freshness import STALE_AFTER, Freshness, is_of
from store.mail.categories import REMINDERS
from store.mail.posting import Letter, is_address, post_all

TEMPLATE = "notifications/verify_sheet.html"


def remind_verifications(today: date | None = None) -> int:
    """Write to each team once per verification, however often it runs. Returns the number of sheets to verify.

    Sheets that were never verified are left out: editors find them on the first page of the admin.
    """
    today = today or timezone.localdate()
    due = ServicePage.objects.public().filter(is_of(Freshness.SOON, today) | is_of(Freshness.STALE, today))
    sheets = list(due.prefetch_related("maintenances__user"))
    with transaction.atomic():
        post_all(letter for sheet in sheets for letter in _letters(sheet, today))
    return len(sheets)


def _letters(sheet: ServicePage, today: date) -> Iterator[Letter]:
    """To its maintainers, else to the generic address of the team."""
    if sheet.verified is None:
        return
    ends = min(filter(None, (sheet.verified + STALE_AFTER, _asked_since(sheet))))
    said = {"page": sheet, "ends": ends, "is_past": ends < today}
    about = f"verification:{sheet.pk}:{sheet.verified.isoformat()}"
    people = [one.user for one in sheet.maintenances.all() if one.user.is_active and is_address(one.user.email)]
    for person in people:
        yield Letter(f"{about}:{person.pk}", person.email, REMINDERS, TEMPLATE, {**said, "has_account": True})
    if not people and is_address(sheet.contact_email):
        yield Letter(f"{about}:team", sheet.contact_email, REMINDERS, TEMPLATE, said)


def _asked_since(sheet: ServicePage) -> date | None:
    """Earlier than after twelve months, if an editor asked for it since the last verification."""
    return sheet.review_on if sheet.review_on and sheet.verified and sheet.review_on > sheet.verified else None
