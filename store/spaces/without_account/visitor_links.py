"""The links of mails to who has no account: one confirms an address, once; the others show the request it made.

Both are absolute, for a mail.
"""

from datetime import timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.urls import reverse

from catalogue.deployments.models import AdoptionRequest

FOLLOWED_FOR = timedelta(days=180)
"""Since the mail that holds the link: each answer brings another."""
_signer = signing.TimestampSigner(salt="store.spaces.without_account")


class BadVisitorLinkError(ValueError):
    """Cut, changed, expired, or of a request that nobody follows any more."""


def address_to_confirm(secret: str) -> str:
    return _absolute(reverse("confirm-request", args=[secret]))


def token_to_follow(request: AdoptionRequest) -> str:
    return _signer.sign(str(request.pk))


def address_to_follow(request: AdoptionRequest) -> str:
    return _absolute(reverse("follow-request", args=[token_to_follow(request)]))


def request_of(token: str) -> AdoptionRequest:
    """Of who gave their name and has not taken it back. Raises BadVisitorLinkError."""
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
