"""What a Wagtail user would write today: `.search()` for the hits, one `.facet()` per facet, without its selection."""

import threading
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection
from wagtail.models import Page
from wagtail.search import index
from wagtail.search.backends import get_search_backend
from wagtail.search.query import MATCH_ALL

from catalogue.services.models import ServicePage
from search.bench.questions import Question

PATIENCE = 60
"""Seconds after which a request is given up."""
FACETS = {
    "theme": ("themes", "themes__slug"),
    "public": ("audiences", "audiences__slug"),
    "phase": ("phase", "phase"),
    "famille": ("family", "family"),
    "structure": ("vehicle_id", "vehicle__slug"),
    "rgaa": ("rgaa_state", "rgaa_state"),
    "connexion": ("connections", "connections__slug"),
}
"""Our facets that Wagtail can count: the field to count by, and the path to what our facet calls its value."""
_TEXTS = ("action", "summary", "body")


class NotAnswered(Exception):
    """Wagtail did not answer in time."""


def declare_fields() -> None:
    """Search and filter fields, as its documentation asks; the model declares only what the admin needs."""
    ServicePage.search_fields = [
        *Page.search_fields,
        *(index.SearchField(name) for name in _TEXTS),
        *(index.FilterField(field.removesuffix("_id")) for field, _ in FACETS.values()),
    ]


def answer(question: Question) -> dict[str, dict[str, int]]:
    """Twenty hits, the total, and every count. Raises NotAnswered."""
    with _patience():
        found = _found(question)
        list(found[:20])
        counts = {"": {"": found.count()}}
        for facet, (field, _) in FACETS.items():
            counts[facet] = dict(_found(question, but=facet).facet(field))
        return counts


def named(counts: dict[str, dict], facet: str) -> dict[str, int]:
    """Wagtail counts by primary key; our values are slugs."""
    field, path = FACETS[facet]
    if field == path:
        return {value: n for value, n in counts[facet].items() if value}
    model: Any = ServicePage._meta.get_field(field).related_model
    slugs = dict(model.objects.values_list("pk", "slug"))
    return {slugs[pk]: n for pk, n in counts[facet].items() if pk}


def _found(question: Question, but: str = ""):
    pages = ServicePage.objects.live()
    for facet, values in question.selected:
        if facet != but:
            pages = pages.filter(**{f"{FACETS[facet][0]}__in": values})
    return get_search_backend().search(question.text or MATCH_ALL, pages, operator="and" if question.text else None)


@contextmanager
def _patience():
    connection.ensure_connection()
    timer = threading.Timer(PATIENCE, connection.connection.interrupt)
    timer.start()
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error):
            raise NotAnswered from error
        raise
    finally:
        timer.cancel()
