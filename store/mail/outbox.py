"""What Django and Wagtail send by themselves (a sheet submitted, approved, refused) is written like the rest."""

from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from store.mail.categories import ACCOUNT
from store.mail.models import Message
from store.mail.posting import write


class EmailBackend(BaseEmailBackend):
    """The one of EMAIL_BACKEND: one row per recipient; `store.mail.sending` has MAIL_TRANSPORT carry it."""

    @transaction.atomic
    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        write([_row(email, address) for email in email_messages for address in email.recipients()])
        return len(email_messages)


def _row(email: EmailMessage, address: str) -> Message:
    html = [part for part, kind in getattr(email, "alternatives", []) if kind == "text/html"]
    return Message(
        key=f"django:{uuid4()}",
        category=ACCOUNT.slug,
        to=address,
        subject=" ".join(email.subject.split())[:255],
        text=email.body,
        html=html[0] if html else "",
    )
