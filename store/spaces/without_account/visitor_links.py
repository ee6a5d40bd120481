"""Links in mails to visitors: one confirms the address, once; the others show the request. URLs are absolute."""

from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.urls import reverse

from catalogue.deployments.models import AdoptionRequest

FOLLOWED_FOR = timedelta(days=180)
"""Since the mail that holds the link. Each answer brings a new one."""
_signer = signing.TimestampSigner(salt="store.spaces.without_account")


class BadVisitorLinkError(ValueError):
    """Truncated, altered, expired, or of a request that nobody follows any more."""


def address_to_confirm(secret: str) -> str:
    return _absolute(reverse("confirm-request", args=[secret]))


def token_to_follow(request: AdoptionRequest) -> str:
    return _signer.sign(str(request.pk))


def address_to_follow(request: AdoptionRequest) -> str:
    return _absolute(reverse("follow-request", args=[token_to_follow(request)]))


def request_of(token: str) -> AdoptionRequest:
    """The request, unless its author withdrew it. Raises BadVisitorLinkError."""
    try:
        number = _signer.unsign(token, max_age=FOLLOWED_FOR)
    except signing.BadSignature as error:
        raise BadVisitorLinkError from error
    request = AdoptionRequest.objects.filter(pk=number, confirmed__isnull=False).exclude(email="").first()
    if request is None:
        raise BadVisitorLinkError
    return request


def _absolute(path: str) -> str:
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)
