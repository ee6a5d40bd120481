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
    """The server has the text of the mail and did not say whether it kept it. Whatever else fails sent nothing."""


class DeliveryOutcome(Enum):
    SENT = auto()
    AWAY = auto()  # the server, for every mail
    REFUSED = auto()  # this mail, for a reason that may pass
    NEVER = auto()  # this mail, for good
    UNKNOWN = auto()  # it may have left


@dataclass(frozen=True)
class Delivery:
    outcome: DeliveryOutcome
    said: str = ""


def deliver(message: Message, connection) -> Delivery:
    """Every way a server has to fail, met here and nowhere else."""
    try:
        connection.open()
    except OSError as error:  # all of smtplib's are
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
    except OSError as error:  # cut off before the text left
        return Delivery(DeliveryOutcome.REFUSED, str(error))
    except ValueError as error:  # what Django refuses to write: a line break in a header, an impossible address
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
    """The button that mail programs show beside the subject (RFC 2369 and 8058)."""
    category = CATEGORIES[message.category]
    if category.essential:
        return {}
    return {
        "List-Unsubscribe": f"<{link_of(message.to, category)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _words(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"


class _Listening:
    def data(self, msg):
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:
            raise  # an answer: no
        except OSError as error:
            raise AnswerLostError(error) from error


class _Connection(_Listening, smtplib.SMTP):
    pass


class _EncryptedConnection(_Listening, smtplib.SMTP_SSL):
    pass


class SmtpBackend(smtp.EmailBackend):
    """Django's, which also tells « not sent » from « we do not know ». For MAIL_TRANSPORT."""

    @property
    def connection_class(self):
        return _EncryptedConnection if self.use_ssl else _Connection
