"""The same questions to every engine, and to Wagtail's own search."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import transaction
from wagtail.models import Page
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from catalogue.foundation.chunks import chunks
from catalogue.services.models import ServicePage
from search.answering.find import answered
from search.answering.query import SearchQuery
from search.answering.visit import Visit
from search.engines import kept_engines
from search.protocol import Engine
from search.relevance.judgements import Judgement
from search.relevance.scoring import DEPTH, Scored

_TEXTS = ("action", "summary", "body")
_BATCH = 1_000
WITHOUT_SYNONYMS = "without synonyms"


def ask_all(judgements: list[Judgement], alone: bool = False) -> dict[str, list[Scored]]:
    """Name -> results: of each engine, with editors' synonyms and without. `alone`: without Wagtail's search."""
    slugs = dict(ServicePage.objects.values_list("pk", "slug"))
    visit = Visit.of()
    plain = replace(visit, vocabulary=replace(visit.vocabulary, synonyms=()))
    asked = {}
    for engine in kept_engines():
        asked[engine.name] = [ask(engine, one, slugs, visit) for one in judgements]
        asked[f"{engine.name}, {WITHOUT_SYNONYMS}"] = [ask(engine, one, slugs, plain) for one in judgements]
    if not alone:
        with _wagtail_index():
            for operator, words in (("and", "all words"), ("or", "any word")):
                asked[f"Wagtail, {words}"] = [_ask_wagtail(one, operator) for one in judgements]
    return asked


def ask(engine: Engine, judgement: Judgement, slugs: dict[int, str], visit: Visit) -> Scored:
    query = SearchQuery(q=judgement.question, sort="pertinence")
    found = answered(engine, query, visit)
    shown = tuple(slugs.get(pk, "") for pk in found.answer.ids[:DEPTH])
    return Scored(judgement, shown, found.answer.total, found.some)


def _ask_wagtail(judgement: Judgement, operator: str) -> Scored:
    found = get_search_backend().search(judgement.question, ServicePage.objects.live(), operator=operator)
    return Scored(judgement, tuple(page.slug for page in found[:DEPTH]), found.count())


def declare_fields(*filtered: str) -> None:
    """Search and filter fields, as in Wagtail's documentation; the model only declares what the admin needs."""
    ServicePage.search_fields = [
        *Page.search_fields,
        *(index.SearchField(name) for name in _TEXTS),
        *(index.FilterField(name) for name in filtered),
    ]


@contextmanager
def _wagtail_index() -> Iterator[None]:
    """With the fields that a Wagtail user would declare; nothing stays in the database."""
    fields = ServicePage.search_fields
    with transaction.atomic():
        declare_fields()
        try:
            table = get_search_backend().get_index_for_model(ServicePage)
            for batch in chunks(list(ServicePage.objects.order_by("pk")), _BATCH):
                table.add_items(ServicePage, list(batch))
            yield
        finally:
            ServicePage.search_fields = fields
            transaction.set_rollback(True)
