"""The same questions, asked of each part: the engine alone, the facade, the whole page."""

from collections.abc import Sequence
from functools import cache
from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from search.answering.find import find, understand
from search.answering.query import SearchQuery
from search.answering.results import Results
from search.answering.suggesting import suggest
from search.answering.tiers import request_for
from search.answering.visit import Visit
from search.engines import get_engine
from search.protocol import EngineAnswer
from tests.bench.questions import ENGINE_KINDS, TYPING, Question
from tests.bench.timing import Timing, timed

ROUNDS = 60
NONSENSE = ("a" * 10_000, "mot " * 3_000, " ".join(f"zzyx{n}" for n in range(3_000)), '"', "(a+)+$", "x\x00y")


class Degraded(Exception):
    """The engine did not answer: the time of its replacement would have been noted as its own."""


def ask(kind: str, questions: Sequence[Question]) -> dict[str, Timing]:
    """Part -> how long it takes."""
    visit = Visit.of()
    parts = {"facade": timed(suggested if kind == TYPING else found, questions), "page": timed(page, questions)}
    if kind in ENGINE_KINDS:
        parts["engine"] = timed(lambda question: with_all_words(question, visit), questions)
    return parts


def found(question: Question) -> Results:
    """Everything a page needs: words of the facets, hits re-read, all counts, snippets."""
    results = find(_query(question), AnonymousUser(), Visit.of())
    if results.notice:
        raise Degraded(results.notice)
    return results


def suggested(question: Question) -> None:
    if not suggest(SearchQuery(q=question.text), AnonymousUser(), Visit.of()):
        raise Degraded(f"no suggestion for {question.text}")


def page(question: Question) -> None:
    pairs = [("q", question.text), *((facet, value) for facet, values in question.selected for value in values)]
    answer = _client().get(reverse("suggestions" if question.typing else "catalogue"), dict(pairs))
    if answer.status_code != HTTPStatus.OK:
        raise Degraded(f"{answer.status_code} for {dict(pairs)}")


def queries_of_a_page(question: Question) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(question)
    return len(queries)


def with_all_words(question: Question, visit: Visit) -> EngineAnswer:
    """What Wagtail's own search is asked too: the engine alone, without what follows whole answers."""
    return get_engine().answer(request_for(_query(question), understand(question.text, visit), visit))


def _query(question: Question) -> SearchQuery:
    return SearchQuery(q=question.text, selected=question.selected, sort="pertinence" if question.text else "adoption")


@cache
def _client() -> Client:
    """One for all: a server, too, loads its middleware once."""
    return Client()
