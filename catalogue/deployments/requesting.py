"""The life of an adoption request: sent once, then each service is refused or becomes a deployment.

Each function is a transaction. What it refuses is a ValidationError, in French, and nothing is written.
"""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from catalogue.deployments.changing import Author, change, declare
from catalogue.deployments.models import (
    IN_USE,
    OPEN_STATES,
    AdoptionRequest,
    Deployment,
    RequestedService,
    RequestEvent,
    RequestState,
    Status,
)
from catalogue.deployments.signals import adoption_answered, adoption_requested, adoption_withdrawn
from catalogue.services.models import ServicePage

MOST_SERVICES = 30
"""In one request."""

_NEXT = {
    RequestState.ENVOYEE: (RequestState.PRISE_EN_CHARGE, RequestState.REFUSEE),
    RequestState.PRISE_EN_CHARGE: (RequestState.EN_DEPLOIEMENT, RequestState.REFUSEE),
}


def next_states(state: str) -> tuple[RequestState, ...]:
    """What a team may answer to a requested service in this state; empty once it is settled."""
    return _NEXT.get(RequestState(state), ())


def mark_of(request: AdoptionRequest) -> str:
    """Identifies a person without an account; empty for an account."""
    if not request.without_account:
        return ""
    return salted_hmac("catalogue.deployments.asker", request.email.strip().lower(), algorithm="sha256").hexdigest()


def check_answer(state: str, becomes: str, reason: str) -> None:
    if RequestState(becomes) not in next_states(state):
        was, will = RequestState(state).label.lower(), RequestState(becomes).label.lower()
        raise ValidationError(f"Cette demande est « {was} » : elle ne peut pas devenir « {will} ».")
    if becomes == RequestState.REFUSEE and not reason.strip():
        raise ValidationError({"reason": "Dites à la collectivité pourquoi sa demande est refusée."})


def check_seen(row: RequestedService, seen: str) -> None:
    """`seen`: the state that was read before answering; empty if nobody tells."""
    if seen and seen != row.state:
        raise ValidationError(
            f"Cette demande a changé pendant que vous la lisiez : elle est maintenant « {row.get_state_display()} ». "
            "Votre réponse n'est pas partie."
        )


def ask(services: Sequence[ServicePage], by: Author, **fields: Any) -> AdoptionRequest:
    """Sends a request for several services; `fields`: organisation, function, need, text, phone.

    Without an account also name, email and confirmed.
    """
    request = AdoptionRequest(author=by.user, **fields)
    request.full_clean(exclude=["author"])
    _check_services(services, request)
    try:
        with transaction.atomic():
            return _send(request, services, by)
    except IntegrityError as error:
        raise ValidationError("Cette demande vient d'être envoyée : elle ne part pas deux fois.") from error


def answer(requested: RequestedService, becomes: str, by: Author, reason: str = "", seen: str = "") -> RequestedService:
    """One step further from the state that was `seen`. « En déploiement » declares the use, which the collectivité then
    confirms.
    """
    with transaction.atomic():
        rows = RequestedService.objects.select_for_update(of=("self",)).select_related("service", "organisation")
        row = rows.get(pk=requested.pk)
        check_seen(row, seen)
        check_answer(row.state, becomes, reason)
        was, row.state = row.state, becomes
        row.reason = reason.strip() if becomes == RequestState.REFUSEE else ""
        if becomes == RequestState.EN_DEPLOIEMENT:
            row.deployment = _deploy(row, by)
        row.save()
        event = _event(row, by, was=was, reason=reason.strip())
        event.save()
        adoption_answered.send(sender=RequestedService, event=event)
    return row


def withdraw(request: AdoptionRequest, by: Author) -> list[RequestedService]:
    """Withdraws the services that are still open, returns them, and erases the person's name, address and phone."""
    with transaction.atomic():
        rows = RequestedService.objects.select_for_update(of=("self",)).select_related("service", "organisation")
        taken_back = list(rows.filter(request=request, state__in=OPEN_STATES))
        for row in taken_back:
            take_back(row, by)
        adoption_withdrawn.send(sender=AdoptionRequest, request=request, withdrawn=taken_back)
        forget_asker(request)
    return taken_back


def take_back(row: RequestedService, by: Author, reason: str = "") -> None:
    """Withdraws one service, in the caller's transaction."""
    was, row.state = row.state, RequestState.RETIREE
    row.save(update_fields=["state"])
    _event(row, by, was=was, reason=reason).save()


@transaction.atomic
def forget_asker(request: AdoptionRequest) -> None:
    request.name = request.email = request.phone = ""
    request.save(update_fields=["name", "email", "phone"])
    for row in request.services.exclude(asker=""):
        row.asker = f"{row.pk}"
        row.save(update_fields=["asker"])


def _check_services(services: Sequence[ServicePage], request: AdoptionRequest) -> None:
    if not services:
        raise ValidationError("Choisissez au moins un service.")
    if len(services) > MOST_SERVICES:
        raise ValidationError(f"Une demande porte sur {MOST_SERVICES} services au plus.")
    waiting = RequestedService.objects.open().filter(
        organisation=request.organisation, service__in=services, asker=mark_of(request)
    )
    if names := list(waiting.values_list("service__title", flat=True)):
        raise ValidationError(f"Vous avez déjà une demande en cours pour : {', '.join(names)}.")


def _send(request: AdoptionRequest, services: Sequence[ServicePage], by: Author) -> AdoptionRequest:
    request.save()
    same = {"request": request, "organisation": request.organisation, "asker": mark_of(request)}
    asked = [RequestedService(service=service, title=service.title, **same) for service in dict.fromkeys(services)]
    RequestedService.objects.bulk_create(asked)
    RequestEvent.objects.bulk_create([_event(row, by) for row in asked])
    adoption_requested.send(sender=AdoptionRequest, request=request)
    return request


def _deploy(row: RequestedService, by: Author) -> Deployment:
    """The deployment that the request becomes: a new one, or the existing one unless it is further on."""
    reason = f"Demande d'adoption du {timezone.localtime(row.request.created):%d/%m/%Y}"
    existing = Deployment.objects.filter(service=row.service, organisation=row.organisation).first()
    if existing is None:
        values = {"status": Status.EN_DEPLOIEMENT, "since": timezone.localdate()}
        return declare(row.service, row.organisation, values, by, reason)
    if existing.status in IN_USE:
        return existing
    return change(existing, {"status": Status.EN_DEPLOIEMENT}, by, reason)


def _event(row: RequestedService, by: Author, was: str = "", reason: str = "") -> RequestEvent:
    return RequestEvent(
        requested=row, author=by.user, author_label=by.label_on(row), was=was, became=row.state, reason=reason
    )
