"""What the search promises of its speed, beside what was measured."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.bench.kept import Result
from tests.bench.place import POSTGRESQL, SQLITE
from tests.bench.questions import ONE, TYPING
from tests.bench.wagtail_side import PATIENCE

_NOT_MEASURED = "not measured"
_WHOLE = 100
"""Figures from here on are told without decimals."""


@dataclass(frozen=True)
class Target:
    """`worst`: of the results of that engine and size, the figure that is held against `limit`; None: not measured."""

    promise: str
    engine: str
    size: int
    limit: float
    worst: Callable[[Result], float | None]
    at_least: bool = False
    database: str = ""

    def judged(self, results: Iterable[Result]) -> tuple[str, str, str]:
        those = [each for each in results if each["engine"].startswith(self.engine) and each["size"] == self.size]
        those = [each for each in those if self.database in ("", each["kind_of_database"])]
        figures = [figure for each in those if (figure := self.worst(each)) is not None]
        if not figures:
            return self.promise, _NOT_MEASURED, ""
        figure = min(figures) if self.at_least else max(figures)
        met = figure >= self.limit if self.at_least else figure <= self.limit
        said = f"{figure:.1f}" if figure < _WHOLE else f"{figure:.0f}"
        return self.promise, said, "met" if met else "missed"


def _slowest_answer(result: Result) -> float | None:
    """p95 of the kind of question that takes longest."""
    return max(parts["facade"]["p95"] for kind, parts in result["kinds"].items() if kind != TYPING)


def _slowest_page(result: Result) -> float | None:
    """p50 of the kind of question whose page takes longest."""
    return max(parts["page"]["p50"] for kind, parts in result["kinds"].items() if kind != TYPING)


def _suggestions(result: Result) -> float | None:
    return result["kinds"][TYPING]["facade"]["p95"]


def _published(result: Result) -> float | None:
    return result["publish"]["p95"]


def _times(part: str) -> Callable[[Result], float | None]:
    def ratio(result: Result) -> float | None:
        theirs, ours = result["kinds"][ONE].get(part), result["kinds"][ONE]["facade"]
        return (PATIENCE * 1_000 if theirs["given_up"] else theirs["p50"]) / ours["p50"] if theirs else None

    return ratio


_SOME, _FEW, _MANY = 10_000, 100_000, 1_000_000
_EMBEDDED, _ONE_NODE, _ELASTICSEARCH = "embedded", "elasticsearch, 1", "elasticsearch"
TARGETS = (
    Target("page, embedded on SQLite, 10 000: p50 ≤ 15 ms", _EMBEDDED, _SOME, 15, _slowest_page, database=SQLITE),
    Target("embedded on SQLite, 100 000: p95 ≤ 15 ms", _EMBEDDED, _FEW, 15, _slowest_answer, database=SQLITE),
    Target("embedded on SQLite, 1 000 000: p95 ≤ 200 ms", _EMBEDDED, _MANY, 200, _slowest_answer, database=SQLITE),
    Target("Elasticsearch, one node, 100 000: p95 ≤ 60 ms", _ONE_NODE, _FEW, 60, _slowest_answer),
    Target("Elasticsearch, one node, 1 000 000: p95 ≤ 150 ms", _ONE_NODE, _MANY, 150, _slowest_answer),
    Target("suggestions, 100 000: p95 ≤ 50 ms", "", _FEW, 50, _suggestions),
    Target("published and found, embedded, 100 000: p95 ≤ 1 000 ms", _EMBEDDED, _FEW, 1_000, _published),
    Target("published and found, Elasticsearch, 100 000: p95 ≤ 5 000 ms", _ELASTICSEARCH, _FEW, 5_000, _published),
    Target(
        "embedded, 100 000, one term: ≥ 300 times faster than Wagtail on PostgreSQL",
        _EMBEDDED,
        _FEW,
        300,
        _times("wagtail"),
        at_least=True,
        database=POSTGRESQL,
    ),
    Target(
        "embedded, 100 000, one term: ≥ 40 times faster than Wagtail with the missing index",
        _EMBEDDED,
        _FEW,
        40,
        _times("wagtail_indexed"),
        at_least=True,
        database=POSTGRESQL,
    ),
)


def judged(results: list[Result]) -> list[tuple[str, str, str]]:
    """(promise, figure, whether it is kept)."""
    return [target.judged(results) for target in TARGETS]
