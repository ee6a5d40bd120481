"""The story, the dates and the news of the home page, as anybody may read them.

Their queries are compiled once for the restrictions of the site, which change rarely: writing them takes longer than
their answers.
"""

from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from catalogue.foundation.prepared_queries import MOMENT, PreparedObjects
from catalogue.services.rules.visibility import closed_to

_COMPILED = 32
_PAGE = ("title", "slug", "path", "depth", "url_path", "locale", "summary", "date", "is_demo")
"""What a short list shows of an article; its text is heavy."""
_STORY = (*_PAGE, "organisation__name", "organisation__acronym", "service__title")
Closed = tuple[str, ...]
"""Paths that restrictions close to everybody."""


def told_on_home(chosen: int | None) -> Any:
    """The story that editors chose, or the newest."""
    found = _chosen(closed_to(None)).find(chosen) if chosen else _newest(closed_to(None)).find()
    return found[0] if found else None


def dates_on_home(most: int) -> list:
    return _to_come(most, closed_to(None)).find()


def news_on_home(most: int) -> list:
    return _latest(most, closed_to(None)).find()


def _model(name: str) -> Any:
    return apps.get_model("content", name).objects


def _told() -> QuerySet:
    return _model("Story").told_to_all(at=MOMENT).select_related("organisation", "service").only(*_STORY)


@lru_cache(_COMPILED)
def _chosen(closed: Closed) -> PreparedObjects:
    return PreparedObjects(lambda pk: _told().filter(pk=pk), -1)


@lru_cache(_COMPILED)
def _newest(closed: Closed) -> PreparedObjects:
    return PreparedObjects(lambda: _told().order_by("-date", "-pk")[:1])


@lru_cache(_COMPILED)
def _to_come(most: int, closed: Closed) -> PreparedObjects:
    def write() -> QuerySet:
        events = _model("StoreEvent").public(MOMENT).current().to_come(MOMENT)
        return events.only(*_PAGE, "starts", "ends", "place")[:most]

    return PreparedObjects(write)


@lru_cache(_COMPILED)
def _latest(most: int, closed: Closed) -> PreparedObjects:
    news = _model("News").public(MOMENT).current()
    return PreparedObjects(lambda: news.order_by("-date", "-pk").only(*_PAGE)[:most])
