"""The measures as tables that a person reads; the same text goes to the screen and to docs/performance.md."""

from collections.abc import Iterable, Sequence

from tests.bench.kept import Result
from tests.bench.questions import KINDS, WAGTAIL_KINDS
from tests.bench.targets import judged
from tests.bench.wagtail_side import PATIENCE

_NOTHING = "–"
Row = Sequence[str]


def report(results: list[Result]) -> str:
    if not results:
        return "Nothing was measured.\n"
    parts = [
        table(
            "Promises",
            ["whole answer, slowest kind of question, number of services", "worst figure", ""],
            judged(results),
        )
    ]
    parts += [_speed(results, part, title) for part, title in _PARTS.items()]
    parts += [_beside_wagtail(results)] if any(map(_has_wagtail, results)) else []
    return "\n\n".join([*parts, _writing(results), _circumstances(results)]) + "\n"


_PARTS = {
    "facade": "The whole answer (facade), milliseconds, p50 / p95",
    "engine": "The engine alone, milliseconds, p50 / p95",
    "page": "The page, server time in milliseconds, p50 / p95",
}


def number(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ")


def series(results: Iterable[Result]) -> dict[tuple[str, str], dict[int, Result]]:
    """(engine, kind of database) -> size -> result."""
    found: dict[tuple[str, str], dict[int, Result]] = {}
    for result in results:
        found.setdefault((result["engine"], result["kind_of_database"]), {})[result["size"]] = result
    return found


def _speed(results: list[Result], part: str, title: str) -> str:
    sizes = sorted({result["size"] for result in results})
    rows = [
        [engine, database, kind, *(_timing(by_size.get(size), kind, part) for size in sizes)]
        for (engine, database), by_size in series(results).items()
        for kind in KINDS
    ]
    return table(title, ["engine", "database", "question", *map(number, sizes)], rows)


def _beside_wagtail(results: list[Result]) -> str:
    """Each of our engines over the figures of Wagtail on the same catalogue."""
    rows = []
    theirs = {(result["kind_of_database"], result["size"]): result for result in results if _has_wagtail(result)}
    for result in results:
        wagtail = theirs.get((result["kind_of_database"], result["size"]))
        for kind in WAGTAIL_KINDS if wagtail else ():
            rows.append([result["kind_of_database"], number(result["size"]), kind, *_ratios(result, wagtail, kind)])
    equal = number(sum(result.get("equal_counts", 0) for result in results))
    heads = ["database", "services", "question", "Wagtail", "with the missing index", "engine", "facade", "ratio"]
    title = f"Beside Wagtail's search, milliseconds, p50 / p95; {equal} totals and counts compared, all equal"
    return table(title, [*heads, "with the index"], rows)


def _has_wagtail(result: Result) -> bool:
    return "wagtail" in result["kinds"][KINDS[0]]


def _ratios(result: Result, wagtail: Result, kind: str) -> list[str]:
    cells = [_timing(wagtail, kind, part) for part in ("wagtail", "wagtail_indexed")]
    cells += [result["engine"], _timing(result, kind, "facade")]
    return cells + [_ratio(wagtail["kinds"][kind].get(part), result["kinds"][kind]["facade"]) for part in _THEIRS]


_THEIRS = ("wagtail", "wagtail_indexed")


def _writing(results: list[Result]) -> str:
    heads = ["engine", "database", "services", "index made in", "services/s", "memory at most", "index on disk"]
    heads += ["changed together, services/s", "published and found", "memory that answers", "of it, files"]
    heads += ["cluster's memory, heap"]
    return table("Writing, memory, disk", heads, [_written(result) for result in results])


def _written(result: Result) -> Row:
    made, answering, publish = result["index"], result["memory"], result["publish"]
    return [
        result["engine"],
        result["kind_of_database"],
        number(result["size"]),
        f"{made['seconds']:.0f} s",
        number(made["a_second"]),
        _megabytes(made["peak"]),
        _megabytes(made["index"]),
        number(result["changed_a_second"]),
        f"{publish['p50']:.0f} / {publish['p95']:.0f} ms",
        _megabytes(answering["own"] + answering["files"]),
        _megabytes(answering["files"]),
        ", ".join(map(_megabytes, _of_the_cluster(result))) or _NOTHING,
    ]


def _of_the_cluster(result: Result) -> list[float]:
    return [result["cluster"][part] for part in ("resident", "heap")] if result["cluster"] else []


def _circumstances(results: list[Result]) -> str:
    heads = ["engine", "database", "services", "when", "load before", "queries of a page", "page for nonsense"]
    rows = [
        [
            result["engine"],
            f"{result['kind_of_database']} {result['database']['version']}, {_megabytes(result['database']['bytes'])}",
            number(result["size"]),
            result["when"],
            f"{result['machine']['load']:.1f} of {result['machine']['cores']} cores",
            str(result["queries"]),
            f"{result['nonsense']['p50']:.0f} / {result['nonsense']['p95']:.0f} ms",
        ]
        for result in results
    ]
    return table("When and where", heads, rows)


def _timing(result: Result | None, kind: str, part: str) -> str:
    timing = result["kinds"].get(kind, {}).get(part) if result else None
    if not timing:
        return _NOTHING
    return f"not in {PATIENCE} s" if timing["given_up"] else f"{timing['p50']:.1f} / {timing['p95']:.1f}"


def _ratio(theirs: dict | None, ours: dict) -> str:
    if not theirs:
        return _NOTHING
    if theirs["given_up"]:
        return f"> {number(PATIENCE * 1_000 / ours['p50'])}"
    return number(theirs["p50"] / ours["p50"])


def _megabytes(size: float) -> str:
    return f"{number(size / 1_000_000)} MB"


def table(title: str, heads: Row, rows: Iterable[Row]) -> str:
    lines: list[str] = [f"{title}", "", _line(heads), f"|{'---|' * len(heads)}", *map(_line, rows)]
    return "\n".join(lines)


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"
