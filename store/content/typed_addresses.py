"""Addresses of the Store that editors typed by hand: whether they lead somewhere is asked of its routes, not of the
network.
"""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page, Site, get_page_models
from wagtail.views import serve

from catalogue.needs.models import Need
from catalogue.services.links.collecting import SheetLink, typed_on
from catalogue.services.models import FormerSlug, Theme
from catalogue.territories.models import Territory
from store.content.models import LostAddress, SiteSettings

_LONGEST = LostAddress._meta.get_field("address").max_length


def _is_a_theme(slug: str) -> bool:
    return Theme.objects.filter(slug=slug).exists() or FormerSlug.objects.current(Theme, slug) is not None


_FOUND: dict[str | None, Callable[..., bool]] = {
    "theme": _is_a_theme,
    "territory": lambda key: Territory.objects.by_key(key) is not None,
    "need": lambda pk: Need.objects.filter(pk=pk).exists(),
    "wagtaildocs_serve": lambda document_id, **kwargs: get_document_model().objects.filter(pk=document_id).exists(),
}
"""What the address of a view names is there; the route itself says nothing of it."""


class OwnAddresses:
    """Each address is judged once."""

    def __init__(self) -> None:
        self.site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
        self.hosts = set(Site.objects.values_list("hostname", flat=True))
        self._known: dict[str, bool] = {}

    def lost_on(self, row: Model) -> list[SheetLink]:
        return [link for link in typed_on(row, self._is_ours) if not self._leads_somewhere(link.url)]

    def _is_ours(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        if parts.netloc:
            return parts.scheme in ("http", "https") and parts.hostname in self.hosts
        return address.startswith("/")

    def _leads_somewhere(self, address: str) -> bool:
        path = unquote(urlsplit(address).path) or "/"
        if path not in self._known:
            self._known[path] = self._is_served(path) or self._is_redirected(path)
        return self._known[path]

    def _is_served(self, path: str) -> bool:
        match = _route(path) or _route(f"{path}/")
        if match is None:
            return False
        if match.func is serve:
            return self._is_a_page(path)
        found = _FOUND.get(match.url_name)
        if found is None and path.startswith("/services/") and "slug" in match.kwargs:
            return self._is_a_page(f"/services/{match.kwargs['slug']}/")
        return found is None or found(*match.args, **match.kwargs)

    def _is_a_page(self, path: str) -> bool:
        """For whoever may read it: a restriction asks for a password, or to sign in."""
        if self.site is None:
            return False
        steps = [step for step in path.split("/") if step]
        try:
            return bool(self.site.root_page.specific.route(HttpRequest(), steps))
        except Http404:
            return False

    def _is_redirected(self, path: str) -> bool:
        return Redirect.get_for_site(self.site).filter(old_path=Redirect.normalise_path(path)).exists()


def _route(path: str) -> Any:
    try:
        return resolve(path)
    except Resolver404:
        return None


@transaction.atomic
def note_lost_addresses(row: Model, addresses: OwnAddresses | None = None) -> int:
    """What was noticed before keeps its date. Returns how many there are."""
    lost = {link.url[:_LONGEST]: link.place for link in (addresses or OwnAddresses()).lost_on(row)}
    noticed = LostAddress.objects.of(row)
    noticed.exclude(address__in=lost).delete()
    known = set(noticed.values_list("address", flat=True))
    kind = ContentType.objects.get_for_model(row)
    LostAddress.objects.bulk_create(
        LostAddress(content_type=kind, object_id=row.pk, place=place, address=address)
        for address, place in lost.items()
        if address not in known
    )
    return len(lost)


def check_own_addresses() -> int:
    """On everything that visitors see: live pages and the settings of sites. Returns how many lead nowhere."""
    addresses, seen, lost = OwnAddresses(), set(), 0
    for row in _shown():
        lost += note_lost_addresses(row, addresses)
        seen.add((ContentType.objects.get_for_model(row).pk, row.pk))
    gone = [
        pk
        for pk, kind, number in LostAddress.objects.values_list("pk", "content_type", "object_id")
        if (kind, number) not in seen
    ]
    LostAddress.objects.filter(pk__in=gone).delete()
    return lost


def _shown() -> Iterator[Model]:
    for model in get_page_models():
        if model is not Page:
            yield from model._default_manager.filter(live=True).iterator(chunk_size=200)
    yield from SiteSettings.objects.all()
