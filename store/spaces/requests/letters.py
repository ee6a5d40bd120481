"""The mails of a request for services: one to each team, a receipt to who asked, then each answer."""

from collections.abc import Iterable, Iterator

from django.dispatch import receiver

from catalogue.deployments.models import AdoptionRequest, RequestedService, RequestEvent
from catalogue.deployments.signals import adoption_answered, adoption_requested
from store.accounts.models import User
from store.mail.categories import REQUESTS
from store.mail.posting import Letter, post_all
from store.spaces.requests.reading import name_of, visible_among, who_did


@receiver(adoption_requested)
def tell_teams_and_author(sender, request: AdoptionRequest, **kwargs) -> None:
    services = list(request.services.select_related("service"))
    letters = [*_to_teams(request, services), *_receipt(request, services)]
    post_all(letters)


@receiver(adoption_answered)
def tell_author(sender, event: RequestEvent, **kwargs) -> None:
    requested = event.requested
    request = requested.request
    visible = visible_among([requested], request.author)
    context = {
        "request": request,
        "event": event,
        "name": name_of(requested, visible),
        "who": who_did(event, visible),
    }
    post_all(
        _to_author(request, f"demande:{request.pk}:reponse:{event.pk}", "mail/letters/request_answer.html", context)
    )


def _to_teams(request: AdoptionRequest, services: Iterable[RequestedService]) -> Iterator[Letter]:
    """To the address of the service, else to its maintainers'; the answer to the mail goes to who asked."""
    reply_to = request.author.email if request.author else ""
    for requested in services:
        context = {"request": request, "requested": requested}
        for number, address in enumerate(_addresses(requested)):
            key = f"demande:{request.pk}:service:{requested.service_id}:{number}"
            yield Letter(key, address, REQUESTS, "mail/letters/request_to_team.html", context, reply_to)


def _addresses(requested: RequestedService) -> list[str]:
    if requested.service.contact_email:
        return [requested.service.contact_email]
    maintainers = User.objects.filter(maintenances__service=requested.service_id, is_active=True).exclude(email="")
    return sorted(set(maintainers.values_list("email", flat=True)))


def _receipt(request: AdoptionRequest, services: list[RequestedService]) -> list[Letter]:
    context = {"request": request, "services": services}
    return _to_author(request, f"demande:{request.pk}:recu", "mail/letters/request_receipt.html", context)


def _to_author(request: AdoptionRequest, key: str, template: str, context: dict) -> list[Letter]:
    """Nobody, when the author is gone, acts for somebody else by now, or has no address: the request's page tells."""
    author = request.author
    if author is None or not author.email or author.organisation_id != request.organisation_id:
        return []
    return [Letter(key, author.email, REQUESTS, template, context)]
