"""The address of an account: it comes from ProConnect, or its mailbox confirms it before it takes effect.

Nobody learns from it which addresses other accounts have: those are written to as well, in a mail that changes nothing.
"""

from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone

from catalogue.foundation.mailboxes import mailbox_of
from store.accounts.models import AddressChange, User
from store.accounts.models.address_change import VALIDITY
from store.accounts.models.person import EmailProof
from store.limits import spend

address_asked = Signal()
"""`change` waits for its link to be opened; `is_taken`: another account has this address, so that it never will be."""
address_replaced = Signal()
"""`change` has taken effect, or an administrator has taken the address away (`change.address` is empty)."""
_signer = signing.TimestampSigner(salt="store.accounts.addresses")


class ClosedChangeError(Exception):
    """The link was used, is too old, was replaced by a later one, or is for another account."""


@transaction.atomic
def ask(user: User, address: str, by: User) -> AddressChange:
    """Send a link to the address. Nothing changes until it is opened. Raises TooManyError."""
    spend("address", str(user.pk))
    spend("address-written-to", mailbox_of(address))
    change = AddressChange.objects.create(user=user, address=address, mailbox=mailbox_of(address), asked_by=by)
    address_asked.send(AddressChange, change=change, is_taken=_is_taken(change))
    return change


def link_of(change: AddressChange) -> str:
    """Absolute, for a mail."""
    path = reverse("confirm-address", args=[_signer.sign(change.pk.hex)])
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def read(user: User, token: str) -> AddressChange:
    """What the link would change. Raises ClosedChangeError."""
    try:
        number = UUID(hex=_signer.unsign(token, max_age=VALIDITY))
    except (signing.BadSignature, ValueError) as error:
        raise ClosedChangeError(token) from error
    change = AddressChange.objects.open().filter(pk=number, user=user).first()
    if change is None or user.comes_from_proconnect:
        raise ClosedChangeError(token)
    return change


@transaction.atomic
def confirm(user: User, token: str) -> AddressChange:
    """Works once. When two accounts confirm the same mailbox, the second fails. Raises ClosedChangeError."""
    asked = read(user, token)
    list(AddressChange.objects.select_for_update().filter(mailbox=asked.mailbox).order_by("pk"))
    change = read(User.objects.select_for_update().get(pk=user.pk), token)
    if _is_taken(change):
        raise ClosedChangeError(token)
    take_effect(change, EmailProof.COURRIEL)
    return change


@transaction.atomic
def given_by_proconnect(user: User, address: str) -> None:
    """The address that ProConnect gives has changed since the last sign-in."""
    change = AddressChange(user=user, address=address, mailbox=mailbox_of(address), asked_by=user)
    take_effect(change, EmailProof.PROCONNECT)


@transaction.atomic
def forget(user: User) -> None:
    """An administrator takes the address away."""
    _tell_former(AddressChange(user=user, former=user.email, address=""))
    user.email, user.proven_email, user.email_proof = "", "", ""
    user.save(update_fields=["email", "proven_email", "email_proof"])


def take_effect(change: AddressChange, proof: EmailProof) -> None:
    person, now = change.user, timezone.now()
    change.former, change.used = person.email, now
    change.save()
    person.email = person.proven_email = change.address
    person.email_proof, person.email_since = proof, now
    person.save(update_fields=["email", "proven_email", "email_proof", "email_since"])
    _tell_former(change)


def _tell_former(change: AddressChange) -> None:
    if change.former and mailbox_of(change.former) != change.mailbox:
        address_replaced.send(AddressChange, change=change)


def _is_taken(change: AddressChange) -> bool:
    return User.objects.filter(mailbox=change.mailbox, is_active=True).exclude(pk=change.user_id).exists()
