"""A search as an Atom feed: the services that answer it, last published first, for whoever waits for one."""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.html import linebreaks

from catalogue.services.models import ServicePage
from catalogue.services.news.feed import ReadableAtom
from search.answering.find import whole_answer
from search.answering.query import SearchQuery
from search.answering.results import subject
from search.answering.visit import Visit
from search.views import query_and_visit

_MOST = 50
_LOOKED_AT = 500
"""The last modified, among which those that were published last are."""
_BEFORE_ANY = datetime(2021, 1, 1, tzinfo=UTC)
"""The date of a feed without entries: it only changes with them."""
_READ = ("title", "action", "summary", "slug", "url_path", "locale", "first_published_at", "last_published_at")


class EngineAwayError(Exception):
    """No engine answers: an empty feed would say that nothing is found."""


class FollowedSearch(NamedTuple):
    query: SearchQuery
    visit: Visit
    services: list[ServicePage]


class SearchFeed(Feed):
    """Of public services only, since feed readers do not sign in; those that answer in part are left out."""

    feed_type = ReadableAtom
    language = "fr"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FollowedSearch:
        asked, visit = query_and_visit(request)
        query = asked.on_page(1).sorted_by(asked.default_sort)
        answer = whole_answer(query.sorted_by("recent"), visit, _LOOKED_AT)
        if answer is None:
            raise EngineAwayError
        found = ServicePage.objects.public().filter(pk__in=answer.ids[: answer.full])
        newest = found.order_by("-first_published_at", "-pk").only(*_READ)[:_MOST]
        return FollowedSearch(query, visit, list(newest))

    def title(self, search: FollowedSearch) -> str:
        about = subject(search.query, search.visit)
        here = search.visit.territory
        seen_from = f", vu depuis {here.name}" if here else ""
        return f"Services pour {about}{seen_from}" if about else f"Services du catalogue{seen_from}"

    def subtitle(self, search: FollowedSearch) -> str:
        return "Les services qui répondent à cette recherche, du dernier publié au plus ancien."

    def link(self, search: FollowedSearch) -> str:
        return _absolute(search.query.url())

    def feed_url(self, search: FollowedSearch) -> str:
        return _absolute(search.query.url("results-feed"))

    def feed_guid(self, search: FollowedSearch) -> str:
        return f"{_tag()}:recherche{search.query.url()}"

    def feed_extra_kwargs(self, search: FollowedSearch) -> dict:
        return {"since": _BEFORE_ANY}

    def items(self, search: FollowedSearch) -> list[ServicePage]:
        return search.services

    def item_title(self, item: ServicePage) -> str:
        return f"{item.title} : {item.action}" if item.action else item.title

    def item_description(self, item: ServicePage) -> str:
        """HTML, as Atom expects; what people wrote is escaped."""
        return linebreaks(item.summary, autoescape=True)

    def item_link(self, item: ServicePage) -> str:
        return _absolute(item.get_url() or "")

    def item_guid(self, item: ServicePage) -> str:
        """Stays the same when the address of the sheet changes."""
        return f"{_tag()}:fiche-{item.pk}"

    def item_pubdate(self, item: ServicePage) -> datetime:
        return item.first_published_at or _BEFORE_ANY

    def item_updateddate(self, item: ServicePage) -> datetime:
        return item.last_published_at or self.item_pubdate(item)


def _absolute(address: str) -> str:
    return urljoin(settings.WAGTAILADMIN_BASE_URL, address)


def _tag() -> str:
    return f"tag:{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname},2026"
