"""One size of catalogue, measured: our facade, page and publication, and Wagtail's search, on the same questions."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.services.models import ServicePage
from search.bench import wagtail_side
from search.bench.questions import KINDS, Question, draw
from search.bench.words import Writer
from search.engines import get_engine
from search.engines.base import Request
from search.find import find, request_for, understand
from search.query import SearchQuery
from search.visit import Visit

_ROUNDS = 60
_WAGTAIL_ROUNDS = 10
_WAGTAIL_SECONDS = 60
_NONSENSE = ("a" * 10_000, "mot " * 3_000, " ".join(f"zzyx{n}" for n in range(3_000)), '"', "(a+)+$", "x\x00y")


@dataclass
class Timing:
    """Milliseconds; `given_up`: the request was not answered in time."""

    p50: float = 0
    p95: float = 0
    rounds: int = 0
    given_up: bool = False


@dataclass
class Measures:
    size: int
    facade: dict[str, Timing] = field(default_factory=dict)
    engine: dict[str, Timing] = field(default_factory=dict)
    page: dict[str, Timing] = field(default_factory=dict)
    wagtail: dict[str, Timing] = field(default_factory=dict)
    queries: int = 0
    equal_counts: int = 0
    publish: Timing = field(default_factory=Timing)
    nonsense: Timing = field(default_factory=Timing)


def measure(size: int, writer: Writer) -> dict:
    measures = Measures(size)
    visit = Visit.of()
    get_engine().answer(Request())  # opens the index
    for kind in KINDS:
        questions = [draw(kind, writer, seed) for seed in range(_ROUNDS)]
        measures.facade[kind] = timed(_facade, questions)
        measures.engine[kind] = timed(lambda question: _engine(question, visit), questions)
        measures.page[kind] = timed(_page, questions)
        measures.wagtail[kind] = _wagtail(questions[:_WAGTAIL_ROUNDS], measures)
    measures.nonsense = timed(_page, [Question(text) for text in _NONSENSE])
    measures.queries = _queries(draw("one term", writer, 0))
    measures.publish = timed(_publish, list(ServicePage.objects.order_by("pk")[:20]))
    return asdict(measures)


def timed(work: Callable, inputs: list) -> Timing:
    work(inputs[0])
    spent = []
    for one in inputs:
        start = time.perf_counter()
        work(one)
        spent.append((time.perf_counter() - start) * 1_000)
    return summary(spent)


def summary(spent: list[float]) -> Timing:
    p95 = statistics.quantiles(spent, n=20, method="inclusive")[-1] if len(spent) > 1 else spent[0]
    return Timing(round(statistics.median(spent), 2), round(p95, 2), len(spent))


def _query(question: Question) -> SearchQuery:
    return SearchQuery(q=question.text, selected=question.selected, sort="pertinence" if question.text else "adoption")


def _facade(question: Question):
    """Everything a page needs: words of the facets, hits re-read, all counts, snippets."""
    return find(_query(question), AnonymousUser(), Visit.of())


def _engine(question: Question, visit: Visit):
    """The part of the engine alone."""
    engine = get_engine()
    return engine.answer(request_for(_query(question), understand(engine, question.text, visit), visit))


@cache
def _client() -> Client:
    """One for all: a server, too, loads its middleware once."""
    return Client()


def _page(question: Question) -> None:
    pairs = [("q", question.text), *((facet, value) for facet, values in question.selected for value in values)]
    answer = _client().get("/services/", dict(pairs))
    assert answer.status_code == 200  # noqa: S101, PLR2004


def _queries(question: Question) -> int:
    with CaptureQueriesContext(connection) as queries:
        _page(question)
    return len(queries)


def _publish(page: ServicePage) -> None:
    """From the press of the button to the moment when everybody finds it."""
    page.summary = f"Publié le {datetime.now(UTC):%H:%M:%S.%f}"
    page.save_revision().publish()


def _wagtail(questions: list[Question], measures: Measures) -> Timing:
    """As many rounds as fit in a minute; each count that it gives is compared with ours."""
    spent: list[float] = []
    for question in questions:
        start = time.perf_counter()
        try:
            counts = wagtail_side.answer(question)
        except wagtail_side.NotAnswered:
            return Timing(given_up=True) if not spent else summary(spent)
        spent.append((time.perf_counter() - start) * 1_000)
        measures.equal_counts += _compare(question, counts)
        if sum(spent) > _WAGTAIL_SECONDS * 1_000:
            break
    return summary(spent)


def _compare(question: Question, counts: dict) -> int:
    """Raises AssertionError where our counts differ from Wagtail's."""
    ours = _facade(question)
    if ours.total != counts[""][""]:
        raise AssertionError(f"{question}: {ours.total} services, Wagtail finds {counts['']['']}")
    compared = 1
    for panel in ours.panels:
        if panel.name in wagtail_side.FACETS:
            shown = {choice.value: choice.count for choice in panel.choices if choice.count}
            theirs = wagtail_side.named(counts, panel.name)
            if shown != theirs:
                raise AssertionError(f"{question}, {panel.name}: {shown}, Wagtail counts {theirs}")
            compared += len(shown)
    return compared
