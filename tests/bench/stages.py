"""What is done in a place, stage by stage, each in a process of its own: its time and its memory are its own."""

import time
from collections.abc import Callable
from dataclasses import asdict

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from search.engines import get_engine
from search.protocol import Request
from search.relevance.engines_asked import declare_fields
from tests.bench import asking, cluster, comparing, funding, needs, pages, resources, synthetic, wagtail_side, writing
from tests.bench.questions import KINDS, ONE, WAGTAIL_KINDS, Question, draw
from tests.bench.running import ELASTICSEARCH

_SEED = 1


def migrate(size: int) -> dict:
    """A place that was kept may be older than the code."""
    call_command("migrate", verbosity=0)
    return {}


def fill(size: int) -> dict:
    start = time.perf_counter()
    synthetic.fill(size, _SEED)
    return {"seconds": round(time.perf_counter() - start, 1)}


def index(size: int) -> dict:
    made = writing.rebuilt()
    return made | {"index": cluster.on_disk() if _on_a_cluster() else resources.index_on_disk()}


def index_with_wagtail(size: int) -> dict:
    declare_fields(*wagtail_side.FILTERED)
    start = time.perf_counter()
    wagtail_side.fill_index()
    return {"seconds": round(time.perf_counter() - start, 1)}


def ask(size: int) -> dict:
    """Our side alone."""
    return _asked(lambda kind, questions: {})


def ask_beside_wagtail(size: int) -> dict:
    """Question after question on both sides; then, on PostgreSQL, Wagtail again with the index that it lacks."""
    equal = 0

    def wagtail(kind: str, questions: list[Question]) -> dict:
        nonlocal equal
        timing, compared = comparing.wagtail(questions)
        equal += compared
        return {"wagtail": timing}

    measures = _asked(wagtail)
    if connection.vendor == "postgresql":
        with wagtail_side.missing_index():
            for kind in WAGTAIL_KINDS:
                timing, compared = comparing.wagtail(_questions(kind))
                measures["kinds"][kind]["wagtail_indexed"] = asdict(timing)
                equal += compared
    return measures | {"equal_counts": equal}


STAGES: dict[str, Callable[[int], dict]] = {
    stage.__name__: stage
    for stage in (
        *(migrate, fill, index, index_with_wagtail, ask, ask_beside_wagtail),
        *(pages.furnish, pages.visit, pages.to_serve),
        *(needs.furnish_needs, needs.visit_needs),
        *(funding.furnish_funding, funding.visit_funding),
    )
}


def _asked(beside: Callable[[str, list[Question]], dict]) -> dict:
    """What is published here goes to Wagtail's index too, with the fields that it was filled with."""
    declare_fields(*wagtail_side.FILTERED)
    where = {"machine": resources.machine(), "database": resources.database()}
    get_engine().answer(Request())  # opens the index
    kinds = {}
    for kind in KINDS:
        questions = _questions(kind)
        parts = asking.ask(kind, questions)
        parts |= beside(kind, questions) if kind in WAGTAIL_KINDS else {}
        kinds[kind] = {part: asdict(timing) for part, timing in parts.items()}
    nonsense = asking.timed(asking.page, [Question(text) for text in asking.NONSENSE])
    return where | {
        "kinds": kinds,
        "nonsense": asdict(nonsense),
        "queries": asking.queries_of_a_page(_questions(ONE)[0]),
        "memory": resources.memory(),
        "cluster": cluster.memory() if _on_a_cluster() else {},
        "publish": asdict(writing.published()),
        "changed_a_second": round(writing.changed_in_bulk()),
    }


def _on_a_cluster() -> bool:
    return settings.SEARCH_ENGINE == ELASTICSEARCH


def _questions(kind: str) -> list[Question]:
    words = synthetic.writer_of(_SEED).words
    return [draw(kind, words, seed) for seed in range(asking.ROUNDS)]
