"""Sending what waits: claim, deliver, record. A mail claimed without a recorded outcome is never sent again by itself.

Several senders may run at once, in web processes and on the command line: each claim is one UPDATE, which one wins.
"""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from store.mail.categories import CATEGORIES
from store.mail.delivery import Delivery, DeliveryOutcome, deliver
from store.mail.models import Message, MessageState, Preference

# With 2, 4, 8… minutes in between, the last try comes some seventeen hours after the first.
MOST_TRIES = 10
_AT_A_TIME = 20


def send_waiting() -> Counter[DeliveryOutcome]:
    """Send everything due and count the outcomes. Stops if the server is away."""
    outcomes: Counter[DeliveryOutcome] = Counter()
    connection = get_connection(settings.MAIL_TRANSPORT)
    while message := _claim():
        answer = (
            deliver(message, connection) if _still_wanted(message) else Delivery(DeliveryOutcome.NEVER, "Refusé depuis")
        )
        _note(message, answer)
        outcomes[answer.outcome] += 1
        if answer.outcome is not DeliveryOutcome.SENT:
            _close(connection)  # the next mail opens a new connection
        if answer.outcome in (DeliveryOutcome.AWAY, DeliveryOutcome.UNKNOWN):
            break
    _close(connection)
    return outcomes


def _close(connection) -> None:
    with suppress(OSError):  # the mails were accepted already
        connection.close()


def send_again(message: Message) -> bool:
    """Queue again a mail that was set aside or whose fate is unknown. False if it no longer is either."""
    again = Message.objects.resendable().filter(pk=message.pk)
    return again.update(state=MessageState.WAITING, due=timezone.now(), tries=0, claimed_at=None, error="") == 1


def _claim() -> Message | None:
    """Claim the first due mail that no other sender took. Committed before it is sent."""
    while waiting := list(Message.objects.due()[:_AT_A_TIME]):
        for message in waiting:
            with transaction.atomic(durable=True):
                mine = Message.objects.filter(pk=message.pk, state=MessageState.WAITING)
                if mine.update(state=MessageState.CLAIMED, claimed_at=timezone.now()):
                    return message
    return None


def _still_wanted(message: Message) -> bool:
    return bool(Preference.objects.of_those_who_want(CATEGORIES[message.category], {message.to}))


def _note(message: Message, answer: Delivery) -> None:
    now = timezone.now()
    tries = message.tries + (answer.outcome is not DeliveryOutcome.AWAY)
    later: dict[str, Any] = {"state": MessageState.WAITING, "claimed_at": None}
    fates: dict[DeliveryOutcome, dict[str, Any]] = {
        DeliveryOutcome.SENT: {"state": MessageState.SENT, "sent_at": now},
        DeliveryOutcome.AWAY: later,
        DeliveryOutcome.REFUSED: {**later, "due": now + timedelta(minutes=2**tries)},
        DeliveryOutcome.NEVER: {"state": MessageState.SET_ASIDE},
        DeliveryOutcome.UNKNOWN: {},
    }
    changes = fates[answer.outcome]
    if answer.outcome is DeliveryOutcome.REFUSED and tries >= MOST_TRIES:
        changes = {"state": MessageState.SET_ASIDE}
    Message.objects.filter(pk=message.pk).update(tries=tries, error=answer.said[:255], **changes)
