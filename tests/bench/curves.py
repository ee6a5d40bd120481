"""Which figures make the cost curve: one term, on each engine and on Wagtail's search."""

from tests.bench.kept import Result
from tests.bench.questions import ONE

_OURS = "facade"
_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def curves(results: list[Result]) -> dict[str, dict[int, float]]:
    """What is measured -> size -> p50 in milliseconds; what was not answered in time is no point."""
    drawn: dict[str, dict[int, float]] = {}
    for result in sorted(results, key=lambda each: each["size"]):
        database = _NAMES[result["kind_of_database"]]
        for part, name in (
            (_OURS, f"{result['engine']} on {database}"),
            ("wagtail", f"Wagtail on {database}"),
            ("wagtail_indexed", f"Wagtail on {database}, indexed"),
        ):
            timing = result["kinds"][ONE].get(part)
            if timing and not timing["given_up"]:
                drawn.setdefault(name, {})[result["size"]] = timing["p50"]
    return drawn
