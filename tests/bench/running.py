"""One catalogue, measured: its stages, each in a process that knows of no other database or index than the place's."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from search.collections import SERVICES
from search.engines import elastic_documents, schema
from tests.bench import cluster, kept
from tests.bench.place import POSTGRESQL, Place

ENGINES = EMBEDDED, ELASTICSEARCH = ("embedded", "elasticsearch")
WAGTAIL_UP_TO = 100_000
"""Beyond, it answers nothing within the time it is given."""


class StageFailed(Exception):
    """What it printed says why."""


@contextmanager
def place_for(size: int, database: str, engines: Sequence[str], keep: Path | None) -> Iterator[Place]:
    server = os.environ.get("POSTGRES_URL", "") if database == POSTGRESQL else ""
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        place = Place((keep or Path(temporary)).resolve() / f"{size}-{database}", server)
        try:
            place.open()
            yield place
        finally:
            if not keep:
                place.remove()
                if ELASTICSEARCH in engines:
                    cluster.forget(_prefix(size, place))


def prepare(place: Place, size: int, engine: str, *, beside_wagtail: bool, again: bool) -> None:
    """What was done before, in a place that was kept, is not done again; an index is when it is laid out otherwise.

    `again`: index in any case, for the sake of the figures.
    """
    if engine == ELASTICSEARCH:  # questions are read with the words of the embedded one
        prepare(place, size, EMBEDDED, beside_wagtail=beside_wagtail, again=False)
    _run(place, "migrate", size, engine)
    stages = {"fill": "fill", "index_with_wagtail": "index_with_wagtail", _indexed(engine): "index"}
    for name, stage in stages.items():
        needed = name not in place.done() or (again and stage == "index")
        if needed and (beside_wagtail or stage != "index_with_wagtail"):
            place.note(name, _run(place, stage, size, engine))


def measure_pages(place: Place, size: int) -> dict:
    _furnish(place, size)
    return _run(place, "visit", size, EMBEDDED) | {"furnish": place.done()["furnish"]}


def measure_needs(place: Place, size: int) -> dict:
    _run(place, "migrate", size, EMBEDDED)
    if "furnish_needs" not in place.done():
        place.note("furnish_needs", _run(place, "furnish_needs", size, EMBEDDED))
    return _run(place, "visit_needs", size, EMBEDDED)


def measure_funding(place: Place, size: int) -> dict:
    _run(place, "migrate", size, EMBEDDED)
    if "furnish_funding" not in place.done():
        place.note("furnish_funding", _run(place, "furnish_funding", size, EMBEDDED))
    return _run(place, "visit_funding", size, EMBEDDED)


def addresses_to_serve(place: Place, size: int) -> dict[str, list[str]]:
    _furnish(place, size)
    return _run(place, "to_serve", size, EMBEDDED)


def _furnish(place: Place, size: int) -> None:
    """Once, where the place is kept."""
    _run(place, "migrate", size, EMBEDDED)
    if "furnish" not in place.done():
        place.note("furnish", _run(place, "furnish", size, EMBEDDED))


def measure(place: Place, size: int, engine: str, beside_wagtail: bool) -> kept.Result:
    asked = _run(place, "ask_beside_wagtail" if beside_wagtail else "ask", size, engine)
    done = place.done()
    prepared = {"fill": done["fill"], "index": done[_indexed(engine)]}
    return kept.keep(size, place.kind, cluster.label() if engine == ELASTICSEARCH else engine, prepared | asked)


def _indexed(engine: str) -> str:
    """What is indexed in one cluster, or by an older code, is not what is asked."""
    if engine == ELASTICSEARCH:
        return f"index {engine} {cluster.identity()} {elastic_documents.fingerprint(SERVICES)}"
    return f"index {engine} {schema.fingerprint(SERVICES)}"


def _prefix(size: int, place: Place) -> str:
    return f"bench-{size}-{place.kind}"


def _run(place: Place, stage: str, size: int, engine: str) -> dict:
    outcome = place.folder / "outcome.json"
    settings = {**place.environment(), "SEARCH_ENGINE": engine, cluster.PREFIX: _prefix(size, place)}
    command = [sys.executable, "-m", "tests.bench", "stage", stage, str(size), str(outcome)]
    done = subprocess.run(command, env={**os.environ, **settings}, check=False)
    if done.returncode:
        raise StageFailed(f"{stage}, {size} services, {engine}")
    return json.loads(outcome.read_text())
