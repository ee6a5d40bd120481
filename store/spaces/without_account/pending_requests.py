"""Requests without an account wait for the address to be confirmed, then are sent like others."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils import timezone

from catalogue.deployments.changing import Author
from catalogue.deployments.models import WITHOUT_ACCOUNT, AdoptionRequest, Channel, Party
from catalogue.deployments.requesting import ask
from catalogue.services.models import ServicePage
from store.spaces.models import PendingRequest, SentBasket
from store.spaces.without_account.forms import VisitorForm

request_waits = Signal()
"""`pending` was saved; `secret` opens its confirmation link; `services`: those it asks for."""
requests_forgotten = Signal()
"""`numbers` are the keys of pending requests about to be deleted."""

PERSON = Author(Party.ORGANISATION, Channel.LIEN, label=WITHOUT_ACCOUNT)


class ClosedRequestError(Exception):
    """Used, expired, replaced by a later one, or never ours."""


def keep(form: VisitorForm, services: Sequence[ServicePage], replaces: str = "") -> PendingRequest:
    """Save the request and the mail that asks for its confirmation, or neither.

    `replaces`: a form that the same browser sent before, to correct its address. Its link is closed, and so is that of
    this form, if it was sent before and corrected with « Précédent ».
    """
    row = _row(form, services)
    secret = row.renew_secret()
    try:
        with transaction.atomic():
            if same := kept_already(form, services):  # submitted twice at once
                return same
            former = {row.form, uuid.UUID(replaces)} if replaces else {row.form}
            forget(PendingRequest.objects.filter(form__in=former))
            if SentBasket.objects.filter(token=row.form).exists():
                row.form = uuid.uuid4()
            row.save(force_insert=True)
            request_waits.send(PendingRequest, pending=row, secret=secret, services=services)
    except IntegrityError:
        return PendingRequest.objects.get(form=row.form)
    return row


def kept_already(form: VisitorForm, services: Sequence[ServicePage]) -> PendingRequest | None:
    """The identical request that this form already sent, if it was submitted twice."""
    row = _row(form, services)
    kept = PendingRequest.objects.open().filter(form=row.form).first()
    return kept if kept and (kept.said(), kept.services) == (row.said(), row.services) else None


def _row(form: VisitorForm, services: Sequence[ServicePage]) -> PendingRequest:
    said = {**form.said(), "organisation": form.chosen}
    return PendingRequest(form=form.cleaned_data["token"], services=[service.pk for service in services], **said)


@transaction.atomic
def forget(rows: QuerySet[PendingRequest]) -> int:
    """Delete them and their mails, which hold the address and a link. Returns how many were left to delete."""
    requests_forgotten.send(PendingRequest, numbers=list(rows.values_list("pk", flat=True)))
    return rows.delete()[0]


def open_one(secret: str) -> PendingRequest:
    row = PendingRequest.objects.by_link(secret).select_related("organisation__territory").first()
    if row is None:
        raise ClosedRequestError
    return row


def services_of(row: PendingRequest) -> list[ServicePage]:
    """Those that are still public, in the order of choice."""
    found = ServicePage.objects.visible_to(None).in_bulk(row.services)
    return [found[pk] for pk in row.services if pk in found and not found[pk].is_stopped]


@transaction.atomic
def confirm(row: PendingRequest) -> AdoptionRequest:
    """Send the request and delete the pending one. Of two concurrent calls, one sends it.

    Raises ValidationError, and writes nothing, if it is refused.
    """
    services = services_of(row)
    if not services:
        raise ValidationError("Les services que vous demandiez ne sont plus proposés.")
    if not forget(PendingRequest.objects.filter(pk=row.pk, secret=row.secret)):
        raise ClosedRequestError
    request = ask(services, PERSON, confirmed=timezone.now(), **row.said())
    SentBasket.objects.create(token=row.form, request=request)
    return request
