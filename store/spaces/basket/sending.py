"""Turning a basket into one request."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalogue.deployments.changing import Author
from catalogue.deployments.models import AdoptionRequest, Channel, Party
from catalogue.deployments.requesting import ask
from catalogue.services.models import ServicePage
from store.accounts.models import User
from store.spaces.models import SentBasket


def send(services: Sequence[ServicePage], person: User, said: dict, token: UUID) -> AdoptionRequest:
    """The request, its mails and the memory of its token, or nothing. A token already used gives the request it made.

    ValidationError when the request is refused.
    """
    by = Author(Party.ORGANISATION, Channel.ESPACE, person)
    try:
        with transaction.atomic():
            request = ask(services, by, organisation=person.organisation, **said)
            SentBasket.objects.create(token=token, request=request)
    except (ValidationError, IntegrityError) as refused:
        sent = SentBasket.objects.filter(token=token, request__author=person).select_related("request").first()
        if sent:
            return sent.request
        if isinstance(refused, ValidationError):
            raise
        raise ValidationError("Ce formulaire a déjà servi : rechargez la page.") from refused
    return request
