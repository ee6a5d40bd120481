"""Writing mails, in the transaction of the event that they tell of: both are committed, or neither.

An invalid address is skipped: it stops neither the other mails nor the event.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string

from catalogue.foundation.progress import track
from catalogue.foundation.text import longest
from store.mail.categories import ACCOUNT, Category
from store.mail.models import Message, Preference
from store.mail.plain_text import read_mail
from store.mail.preference_links import link_of
from store.mail.sending import send_waiting

logger = logging.getLogger(__name__)
LONGEST_ADDRESS = longest(Message, "to")
_BATCH = 200


@dataclass(frozen=True)
class Letter:
    """`key`: what it is about, unique, without a name or an address. `template`: `notifications/….html`.

    Besides `context`, templates receive `origin` (the public address of the Store) and what `mail/base.html` needs.
    Links are absolute: `{{ origin }}{% url … %}`.
    """

    key: str
    to: str
    category: Category
    template: str
    context: dict = field(default_factory=dict)
    reply_to: str = ""


def post(
    key: str, to: str, category: Category, template: str, context: dict | None = None, *, reply_to: str = ""
) -> None:
    """Write one mail, unless its key was used before, the address refuses the category, or `to` is no valid address. An
    invalid `reply_to` is left out.
    """
    post_all([Letter(key, to, category, template, context or {}, reply_to)])


def post_all(letters: Iterable[Letter]) -> None:
    """Like `post`, for many, all or none."""
    write(compose(letters))


def compose(letters: Iterable[Letter]) -> list[Message]:
    """The mails that `write` inserts: none to what is no address, nor to one that refuses the category."""
    return [_message(letter) for letter in track(list(_wanted(list(_addressed(letters)))))]


def is_address(text: str) -> bool:
    """Whether it is one valid address, short enough to be stored."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_ADDRESS


def write(messages: list[Message]) -> None:
    """Insert the messages whose key is new, in the caller's transaction."""
    if not messages:
        return
    with transaction.atomic():
        Message.objects.bulk_create(messages, batch_size=_BATCH, ignore_conflicts=True)
        if settings.MAIL_SEND_ON_COMMIT:
            _send_after_commit()


def _addressed(letters: Iterable[Letter]) -> Iterable[Letter]:
    for letter in letters:
        if is_address(letter.to):
            yield letter
        else:
            logger.warning("Nothing is written of %s: what was recorded is not an address", letter.key)


def _wanted(letters: list[Letter]) -> Iterable[Letter]:
    by_category: dict[Category, list[Letter]] = {}
    for letter in letters:
        by_category.setdefault(letter.category, []).append(letter)
    for category, its_letters in by_category.items():
        wanting = Preference.objects.of_those_who_want(category, {letter.to for letter in its_letters})
        yield from (letter for letter in its_letters if letter.to in wanting)


def _message(letter: Letter) -> Message:
    html = render_to_string(letter.template, _context(letter))
    subject, text = read_mail(html)
    return Message(
        key=letter.key,
        category=letter.category.slug,
        to=letter.to,
        reply_to=letter.reply_to if is_address(letter.reply_to) else "",
        subject=subject[:255],
        text=text,
        html=html,
    )


def _context(letter: Letter) -> dict:
    return {
        **letter.context,
        "origin": settings.WAGTAILADMIN_BASE_URL.rstrip("/"),
        "category": letter.category,
        "preferences_url": link_of(letter.to, letter.category),
    }


def _send_after_commit() -> None:
    """Once per transaction."""
    waiting = [function for _, function, *_ in transaction.get_connection().run_on_commit]
    if send_waiting not in waiting:
        transaction.on_commit(send_waiting, robust=True)


class OutboxBackend(BaseEmailBackend):
    """For EMAIL_BACKEND: stores what Django and Wagtail send by themselves (a sheet submitted, approved, refused).

    One row per recipient; `store.mail.sending` sends them through MAIL_TRANSPORT.
    """

    @transaction.atomic
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        write([_message_of(email, address) for email in email_messages for address in email.recipients()])
        return len(email_messages)


def _message_of(email: EmailMessage, address: str) -> Message:
    html = [part for part, kind in getattr(email, "alternatives", []) if kind == "text/html"]
    return Message(
        key=f"django:{uuid4()}",
        category=ACCOUNT.slug,
        to=address,
        subject=" ".join(email.subject.split())[:255],
        text=str(email.body),
        html=html[0] if html else "",
    )
