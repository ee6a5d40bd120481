"""Wagtail's side of the same questions: how long it takes, and whether its counts are ours."""

import time
from collections.abc import Sequence

from search.answering.visit import Visit
from tests.bench import asking, wagtail_side
from tests.bench.questions import Question
from tests.bench.timing import Timing, summary

_ROUNDS = 10
_SECONDS = 60
"""For each kind of question: as many rounds as fit in it."""


class Differs(Exception):
    """A count of ours is not Wagtail's."""


def wagtail(questions: Sequence[Question]) -> tuple[Timing, int]:
    """How long it takes, and how many of its totals and counts are equal to ours. Raises Differs."""
    times: list[float] = []
    equal = 0
    for question in questions[:_ROUNDS]:
        start = time.perf_counter()
        try:
            counts = wagtail_side.answer(question)
        except wagtail_side.NotAnswered:
            break
        times.append((time.perf_counter() - start) * 1_000)
        equal += _compare(question, counts)
        if sum(times) > _SECONDS * 1_000:
            break
    return (summary(times) if times else Timing(given_up=True)), equal


def _compare(question: Question, counts: dict) -> int:
    ours = asking.with_all_words(question, Visit.of())
    if ours.total != counts[""][""]:
        raise Differs(f"{question}: {ours.total} services, Wagtail finds {counts['']['']}")
    compared = 1
    for facet in wagtail_side.FACETS:
        shown = {value: count for value, count in ours.counts[facet].items() if count}
        theirs = wagtail_side.named(counts, facet)
        if shown != theirs:
            raise Differs(f"{question}, {facet}: {shown}, Wagtail counts {theirs}")
        compared += len(shown)
    return compared
