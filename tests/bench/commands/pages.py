from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tests.bench.pages import USERS
from tests.bench.place import SQLITE
from tests.bench.report import table
from tests.bench.running import EMBEDDED, StageFailed, measure_pages, place_for

_MOST, _QUERIES, _GROWTH, _CHANGE = 15, 10, 1.2, 30
"""Milliseconds of CPU, queries, times from ten users to the most, milliseconds of CPU."""


class Command(BaseCommand):
    help = "Measure the server CPU of every public page, whatever the number of users and of services."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--sizes", default="100,100000", help="numbers of services, separated by commas")
        parser.add_argument("--keep", type=Path, metavar="DIRECTORY", help="keep catalogues there, for the next run")

    def handle(self, *args, sizes: str, keep: Path | None, **options) -> None:
        measured = {}
        for size in map(int, sizes.split(",")):
            # The place of another benchmark has other territories.
            folder = keep / "pages" if keep else None
            try:
                with place_for(size, SQLITE, [EMBEDDED], folder) as place:
                    measured[size] = measure_pages(place, size)
            except StageFailed as error:
                raise CommandError(f"The benchmark failed: {error}.") from error
        self.stdout.write(_report(measured))


def _report(measured: dict[int, dict]) -> str:
    names = list(next(iter(measured.values()))["pages"])
    heads = [f"{size:,} services: CPU ms, queries, kB".replace(",", " ") for size in measured]
    rows = [[name, *(_page(result["pages"][name]) for result in measured.values())] for name in names]
    rows += [
        [
            f"one change, {users} users",
            *(_change(result["changed"][str(users)]) for result in measured.values()),
        ]
        for users in USERS
    ]
    rows += [
        ["their three documents, indexed by the worker", *(f"{r['indexed']:.1f}" for r in measured.values())],
        ["first page after a change: home", *(_change(r["first"]) for r in measured.values())],
        ["yardstick: a loop of 100 000 squares", *(f"{r['yardstick']:.1f}" for r in measured.values())],
    ]
    rows += [
        [f"growth, {what.format('n')}, from {USERS[0]} to {USERS[-1]}", *(_growth(r, what) for r in measured.values())]
        for what in ("sheet, {} users", "users, {}")
    ]
    rows.append(["growth from the fewest services: the page that grows most", *_grown(list(measured.values()))])
    return table("Pages, in one process, nothing from a cache", ["page", *heads], rows)


def _page(page: dict) -> str:
    said = f"{page['cpu']:.1f}, {page['queries']}, {page['bytes'] / 1_000:.0f}"
    return said if page["cpu"] <= _MOST and page["queries"] <= _QUERIES else f"{said} (missed)"


def _change(cpu: float) -> str:
    return f"{cpu:.1f}" if cpu <= _CHANGE else f"{cpu:.1f} (missed)"


def _grown(measured: list[dict]) -> Iterator[str]:
    """From the first catalogue to each, corrected by the yardstick: they are measured one after the other."""
    first = measured[0]
    for result in measured:
        pace = result["yardstick"] / first["yardstick"]
        grown = {name: page["cpu"] / pace / first["pages"][name]["cpu"] for name, page in result["pages"].items()}
        most = max(grown, key=grown.__getitem__)
        yield f"× {grown[most]:.2f}, {most}" + ("" if grown[most] <= _GROWTH else " (missed)")


def _growth(result: dict, what: str) -> str:
    few, many = (result["pages"][what.format(users)]["cpu"] for users in (USERS[0], USERS[-1]))
    return f"× {many / few:.2f}" + ("" if many <= _GROWTH * few else " (missed)")
