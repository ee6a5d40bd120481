"""Forgetting: after 90 days nothing says to whom the Store wrote, nor what; keys stay, so that nothing leaves twice."""

from datetime import timedelta

from django.utils import timezone

from store.mail.models import Message, State

KEPT = timedelta(days=90)


def purge() -> int:
    """Erase addresses and words of mails older than KEPT; returns how many."""
    old = Message.objects.written_before(timezone.now() - KEPT).exclude(to="")
    old.exclude(state=State.SENT).update(state=State.SET_ASIDE)
    return old.update(to="", reply_to="", subject="", text="", html="", error="")
