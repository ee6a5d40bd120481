"""The signed links at the foot of mails, which open the preferences of one address."""

from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.urls import reverse

from store.mail.categories import CATEGORIES, Category
from store.mail.models.preference import fingerprint

# They never expire: an old mail still lets its reader unsubscribe.
_signer = signing.Signer(salt="store.mail.preferences")


class BadPreferencesLinkError(ValueError):
    """The link was cut, changed or made for something else."""


def link_of(address: str, category: Category) -> str:
    """The link to refuse `category` for `address`. It holds a fingerprint only, since web servers log URLs."""
    path = reverse("mail-link", args=[_signer.sign(f"{category.slug}.{fingerprint(address)}")])
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def read_link(token: str) -> tuple[str, Category]:
    """The fingerprint and the category that a link was made for. Raises BadPreferencesLinkError."""
    try:
        slug, _, mark = _signer.unsign(token).partition(".")
        return mark, CATEGORIES[slug]
    except (signing.BadSignature, KeyError) as error:
        raise BadPreferencesLinkError(token) from error
