"""Requests for services: confirming the address of a visitor, then what the teams and the author are told.

What concerns a service without a team goes to the ANCT, which answers in its place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from catalogue.deployments.models import AdoptionRequest, RequestedService, RequestEvent, RequestState
from catalogue.foundation.french import of
from catalogue.services.models import ServicePage
from store.mail.categories import REQUESTS
from store.mail.models import Message
from store.mail.posting import Letter, is_address, post, post_all
from store.spaces.models import PendingRequest
from store.spaces.requests.followed_requests import name_of, visible_among
from store.spaces.teams import ANCT, Team, addresses_of_the_anct, teams_of
from store.spaces.without_account.visitor_links import address_to_confirm, address_to_follow


@dataclass(frozen=True)
class Sent:
    """A requested service, and the team that receives the request."""

    requested: RequestedService
    team: Team


def ask_visitor_to_confirm(
    sender, pending: PendingRequest, secret: str, services: Sequence[ServicePage], **kwargs
) -> None:
    """Nothing that the visitor typed goes to an address that is not confirmed: it could be anybody's."""
    context = {"link": address_to_confirm(secret), "pending": pending, "services": services}
    post(_key_to_confirm(pending.pk), pending.email, REQUESTS, "notifications/request_to_confirm.html", context)


def forget_mails_to_confirm(sender, numbers: Iterable[int], **kwargs) -> None:
    """These mails hold the address of the visitor and a link."""
    Message.objects.filter(key__in=[_key_to_confirm(number) for number in numbers]).delete()


def _key_to_confirm(number: int) -> str:
    return f"demande-a-confirmer:{number}"


def tell_teams_and_author(sender, request: AdoptionRequest, **kwargs) -> None:
    requested = list(request.services.select_related("service"))
    teams = teams_of(one.service for one in requested)
    sent = [Sent(one, teams[one.service_id]) for one in requested]
    post_all([*_to_teams(request, sent), *_to_the_anct(request, sent), *_receipt(request, sent)])


def tell_author(sender, event: RequestEvent, **kwargs) -> None:
    requested = event.requested
    request = requested.request
    visible = visible_among([requested], request.author)
    name = name_of(requested, visible)
    by_anct = event.author_label == ANCT
    context = {
        "request": request,
        "event": event,
        "name": name,
        "of_service": of(name),
        "is_refusal": event.became == RequestState.REFUSEE,
        "by_anct": by_anct,
    }
    public = requested.service.contact_email if visible and not by_anct else ""
    key = f"demande:{request.pk}:reponse:{event.pk}"
    post_all(_to_author(request, key, "notifications/request_answer.html", context, public))


def tell_teams_of_the_end(sender, request: AdoptionRequest, withdrawn: list[RequestedService], **kwargs) -> None:
    """Only the teams whose answer is still open. Without a team, the request simply leaves the list of the ANCT."""
    teams = teams_of(one.service for one in withdrawn)
    post_all(
        Letter(
            f"demande:{request.pk}:service:{one.service_id}:retrait:{number}",
            address,
            REQUESTS,
            "notifications/request_withdrawn.html",
            {"request": request, "requested": one},
        )
        for one in withdrawn
        for number, address in enumerate(teams[one.service_id].addresses)
    )


def _to_teams(request: AdoptionRequest, sent: list[Sent]) -> Iterator[Letter]:
    """To the address of the service, else to its maintainers. Replies go to the author."""
    reply_to = request.reply_address if is_address(request.reply_address) else ""
    for one in sent:
        context = {"request": request, "requested": one.requested, "team": one.team, "reply_to": reply_to}
        for number, address in enumerate(one.team.addresses):
            key = f"demande:{request.pk}:service:{one.requested.service_id}:{number}"
            yield Letter(key, address, REQUESTS, "notifications/request_to_team.html", context, reply_to)


def _to_the_anct(request: AdoptionRequest, sent: list[Sent]) -> Iterator[Letter]:
    """One mail for all the services of the request that have no team."""
    requested = [one.requested for one in sent if not one.team.is_there]
    if not requested:
        return
    context = {"request": request, "services": requested}
    for number, address in enumerate(addresses_of_the_anct()):
        key = f"demande:{request.pk}:anct:{number}"
        yield Letter(key, address, REQUESTS, "notifications/request_to_anct.html", context)


def _receipt(request: AdoptionRequest, sent: list[Sent]) -> list[Letter]:
    context = {"request": request, "sent": sent, "some_alone": not all(one.team.is_there for one in sent)}
    return _to_author(request, f"demande:{request.pk}:recu", "notifications/request_receipt.html", context)


def _to_author(request: AdoptionRequest, key: str, template: str, context: dict, answer_to: str = "") -> list[Letter]:
    """Nothing if the author is gone, acts for another organisation by now, or has no address."""
    reply_to = answer_to if is_address(answer_to) else ""
    if request.without_account:
        address, link = request.email, address_to_follow(request)
    else:
        author = request.author
        if author is None or author.organisation_id != request.organisation_id:
            return []
        address, link = author.email, urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("request", args=[request.pk]))
    if not address:
        return []
    return [Letter(key, address, REQUESTS, template, {**context, "link": link, "reply_to": reply_to}, reply_to)]
