"""Who is told of what happens to a need. Authors and supporters follow by themselves; others press a button."""

from datetime import datetime
from typing import Any

from django.db import transaction

from catalogue.needs.journal import database_now
from catalogue.needs.models import Follow, Need


@transaction.atomic
def follow(need: Need, user: Any, at: datetime | None = None) -> Follow:
    """Again, for who had stopped."""
    now = at or database_now()
    row, fresh = Follow.objects.select_for_update().get_or_create(need_id=need.pk, user=user, defaults={"since": now})
    if not fresh and row.stopped:
        row.since, row.stopped = now, None
        row.save(update_fields=["since", "stopped"])
    return row


def stop(need: Need, user: Any, at: datetime | None = None) -> bool:
    """False if they did not follow it. The row stays: neither a support nor a contribution has them follow again."""
    followed = Follow.objects.filter(need=need.pk, user=user, stopped=None)
    return bool(followed.update(stopped=at or database_now()))


def is_followed(need: Need, user: Any) -> bool:
    return Follow.objects.filter(need=need.pk, user=user, stopped=None).exists()
