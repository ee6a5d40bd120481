"""Signed URLs of confirmation links. Each names a row, which says whether the link is still open."""

from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Party
from store.spaces.models import ConfirmationLink
from store.spaces.models.confirmation_link import VALIDITY

READER = Author(Party.ORGANISATION, Channel.LIEN)
"""The author of answers by link: whoever reads the public address of the collectivité."""
_signer = signing.TimestampSigner(salt="store.spaces.links")


class BadConfirmationLinkError(ValueError):
    """The link was cut, changed or made for something else."""


class ExpiredLinkError(BadConfirmationLinkError):
    """The link was valid once."""


def address_of(link: ConfirmationLink) -> str:
    """Absolute, for a mail."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("confirm-by-link", args=[_signer.sign(link.pk.hex)]))


def read(token: str) -> UUID:
    """The id of the link. Raises BadConfirmationLinkError, or ExpiredLinkError."""
    try:
        return UUID(hex=_signer.unsign(token, max_age=VALIDITY))
    except signing.SignatureExpired as error:
        raise ExpiredLinkError(token) from error
    except (signing.BadSignature, ValueError) as error:
        raise BadConfirmationLinkError(token) from error
