"""Handing one mail to the server, and what came of it."""

import smtplib
from dataclasses import dataclass
from enum import Enum, auto

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends import smtp

from store.mail.categories import CATEGORIES
from store.mail.models import Message
from store.mail.preference_links import link_of

PERMANENT = 500


class AnswerLostError(Exception):
    """The server received the mail and did not say whether it accepted it. After other errors, nothing was sent."""


class DeliveryOutcome(Enum):
    SENT = auto()
    AWAY = auto()  # the server cannot be reached
    REFUSED = auto()  # this mail was refused, maybe for a while
    NEVER = auto()  # this mail was refused for good
    UNKNOWN = auto()  # it may have left


@dataclass(frozen=True)
class Delivery:
    outcome: DeliveryOutcome
    said: str = ""


def deliver(message: Message, connection) -> Delivery:
    """The only place that handles failures of the mail server."""
    try:
        connection.open()
    except OSError as error:  # base class of smtplib's errors
        return Delivery(DeliveryOutcome.AWAY, str(error))
    return _send(_email(message, connection), connection)


def _send(email: EmailMultiAlternatives, connection) -> Delivery:
    try:
        connection.send_messages([email])
    except AnswerLostError as error:
        return Delivery(DeliveryOutcome.UNKNOWN, str(error))
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))  # one mail, one recipient
        return Delivery(DeliveryOutcome.NEVER if code >= PERMANENT else DeliveryOutcome.REFUSED, _words(code, said))
    except smtplib.SMTPResponseException as error:
        return Delivery(DeliveryOutcome.REFUSED, _words(error.smtp_code, error.smtp_error))
    except OSError as error:  # disconnected before the text was sent
        return Delivery(DeliveryOutcome.REFUSED, str(error))
    except ValueError as error:  # refused by Django: a line break in a header, an invalid address
        return Delivery(DeliveryOutcome.NEVER, str(error))
    return Delivery(DeliveryOutcome.SENT)


def _email(message: Message, connection) -> EmailMultiAlternatives:
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={"Message-ID": message.identifier, "Auto-Submitted": "auto-generated", **_unsubscribing(message)},
        connection=connection,
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    return email


def _unsubscribing(message: Message) -> dict[str, str]:
    """The unsubscribe button of mail programs (RFC 2369 and 8058)."""
    category = CATEGORIES[message.category]
    if category.essential:
        return {}
    return {
        "List-Unsubscribe": f"<{link_of(message.to, category)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _words(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"


class _Listening(smtplib.SMTP):
    def data(self, msg):
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:
            raise  # the server answered no
        except OSError as error:
            raise AnswerLostError(error) from error


class _SmtpConnection(_Listening, smtplib.SMTP):
    pass


class _EncryptedConnection(_Listening, smtplib.SMTP_SSL):
    pass


class SmtpBackend(smtp.EmailBackend):
    """For MAIL_TRANSPORT: Django's, which also tells « not sent » from « unknown »."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _EncryptedConnection if self.use_ssl else _SmtpConnection
