"""What a Wagtail user would write today: `.search()` for the hits, one `.facet()` per facet, without its selection."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from tqdm import tqdm
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry
from wagtail.search.query import MATCH_ALL

from catalogue.foundation.chunks import chunks
from catalogue.services.models import ServicePage
from tests.bench.questions import Question

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
FILTERED = tuple(field.removesuffix("_id") for field, _ in FACETS.values())
_BATCH = 2_000


class NotAnswered(Exception):
    """Wagtail did not answer in time."""


def fill_index() -> None:
    """What `update_index` does, with those fields."""
    table = get_search_backend().get_index_for_model(ServicePage)
    ids = list(ServicePage.objects.order_by("pk").values_list("pk", flat=True))
    for batch in tqdm(list(chunks(ids, _BATCH)), desc="Wagtail's index", unit=f"{_BATCH} services", mininterval=1):
        with transaction.atomic():
            table.add_items(ServicePage, list(ServicePage.objects.filter(pk__in=batch)))
    if connection.vendor == "postgresql":
        _execute("VACUUM ANALYZE")  # as PostgreSQL's own housekeeping does sooner or later


@contextmanager
def missing_index() -> Iterator[None]:
    """Wagtail asks PostgreSQL for « title || body », of which it indexes each half: here is an index of the whole."""
    table = IndexEntry._meta.db_table
    _execute(f"CREATE INDEX bench_whole_text ON {table} USING gin ((title || body))")
    _execute(f"VACUUM ANALYZE {table}")
    try:
        yield
    finally:
        _execute("DROP INDEX bench_whole_text")


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


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def _patience() -> Iterator[None]:
    connection.ensure_connection()
    postgres = connection.vendor == "postgresql"
    timer = threading.Timer(PATIENCE, connection.connection.cancel if postgres else connection.connection.interrupt)
    timer.start()
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error) or "canceling statement" in str(error):
            raise NotAnswered from error
        raise
    finally:
        timer.cancel()
