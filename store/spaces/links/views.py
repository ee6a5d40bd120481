"""Confirming or contesting one deployment by the link in a mail. Only POST changes anything, once."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalogue.deployments.models import Deployment
from catalogue.deployments.signature_rules import Signature
from store.spaces.collectivite.confirmation import UseAnswerForm, answers_to
from store.spaces.links.link_tokens import READER, BadConfirmationLinkError, ExpiredLinkError, read
from store.spaces.models import ConfirmationLink
from store.spaces.signature_badge import badge_of

_GONE = 410


class ClosedConfirmationLinkError(Exception):
    """Used, expired, or replaced by a later one."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Shows this deployment only, no more than the mail did."""
    try:
        response = _answered(request, token) if request.method == "POST" else _answer_page(request, _open_link(token))
    except (ClosedConfirmationLinkError, ExpiredLinkError):
        response = render(request, "spaces/links/closed.html", status=_GONE)
    except BadConfirmationLinkError:
        response = render(request, "spaces/links/cut.html", status=404)
    response["Referrer-Policy"] = "same-origin"  # the URL is the right to answer
    return response


def _open_link(token: str) -> ConfirmationLink:
    seen = Deployment.objects.visible_to(None).filter(pk=OuterRef("deployment"))
    links = ConfirmationLink.objects.open().filter(Exists(seen))
    link = links.select_related("deployment__service", "deployment__organisation").filter(pk=read(token)).first()
    if link is None or not link.went_to_the_right_address:
        raise ClosedConfirmationLinkError(token)
    return link


def _answered(request: HttpRequest, token: str) -> HttpResponse:
    link = _open_link(token)
    form = UseAnswerForm(link.deployment, request.POST)
    if not form.is_valid():
        return _answer_page(request, link, form)
    try:
        row = _sign_once(link, form)
    except ValidationError as error:
        return _answer_page(request, _open_link(token), notices=error.messages)
    return render(request, "spaces/links/thanks.html", {"deployment": row})


def _answer_page(
    request: HttpRequest, link: ConfirmationLink, form: UseAnswerForm | None = None, notices: Sequence[str] = ()
) -> HttpResponse:
    row = link.deployment
    answers = answers_to(Signature.of(row), timezone.localdate())
    if not answers.confirm:
        raise ClosedConfirmationLinkError(link)
    form = form or UseAnswerForm(row)
    context = {"form": form, "deployment": row, "badge": badge_of(row), "answers": answers, "notices": notices}
    return render(request, "spaces/links/answer.html", context)


@transaction.atomic
def _sign_once(link: ConfirmationLink, form: UseAnswerForm) -> Deployment:
    """Of two concurrent answers, the second finds the link used."""
    if not ConfirmationLink.objects.open().filter(pk=link.pk).update(used=timezone.now()):
        raise ClosedConfirmationLinkError(link)
    return form.sign(READER)
