"""Needs that have just become public, as an Atom feed, to follow consultations without an account."""

from datetime import datetime
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import linebreaks

from catalogue.needs.models import Need
from catalogue.needs.need_page import summary_of
from catalogue.services.news.feed import ReadableAtom

_MOST = 50
_SINCE = datetime.fromisoformat("2021-01-25T00:00:00+01:00")
"""When the first consultation opened: what an empty feed is dated."""


class NeedsFeed(Feed):
    """Only what anybody may read, since feed readers do not sign in."""

    feed_type = ReadableAtom
    language = "fr"
    title = "Territoires Store : besoins"
    subtitle = "Ce que les collectivités demandent, et les propositions qui groupent leurs demandes."

    def link(self) -> str:
        return _address("/besoins/")

    def feed_url(self) -> str:
        return _address(reverse("needs-feed"))

    def feed_guid(self) -> str:
        return f"tag:{_host()},2026:besoins"

    def feed_extra_kwargs(self, obj: None) -> dict:
        return {"since": _SINCE}

    def get_object(self, request: HttpRequest) -> None:
        return None

    def items(self) -> list[Need]:
        read = ("consultation", "organisation", "contribution", "proposition")
        return list(Need.objects.public().select_related(*read).order_by("-public_since", "-pk")[:_MOST])

    def item_title(self, item: Need) -> str:
        return f"{item.get_kind_display()} : {item.title}"

    def item_description(self, item: Need) -> str:
        """HTML, as Atom expects; what people wrote is escaped."""
        words = item.proposition if item.is_proposition else item.contribution
        said = [summary_of(item, words), "Donnée de démonstration." if item.is_demo else ""]
        return linebreaks("\n\n".join(filter(None, said)), autoescape=True)

    def item_link(self, item: Need) -> str:
        return _address(item.get_absolute_url())

    def item_guid(self, item: Need) -> str:
        return f"tag:{_host()},2026:besoin-{item.pk}"

    def item_author_name(self, item: Need) -> str:
        return item.organisation.name if item.organisation else "Équipe de l'ANCT"

    def item_categories(self, item: Need) -> list[str]:
        return [item.consultation.title, item.get_kind_display()]

    def item_pubdate(self, item: Need) -> datetime | None:
        return item.public_since

    def item_updateddate(self, item: Need) -> datetime:
        return item.changed


def _address(path: str) -> str:
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def _host() -> str:
    return urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""
