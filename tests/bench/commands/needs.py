from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tests.bench.place import SQLITE
from tests.bench.report import table
from tests.bench.running import EMBEDDED, StageFailed, measure_needs, place_for

_MOST, _QUERIES, _SUPPORT = 15, 10, 30
"""Milliseconds of CPU, queries, milliseconds of CPU."""


class Command(BaseCommand):
    help = "Measure the pages of a consultation, whatever the number of contributions and of supports."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--sizes", default="1000,100000", help="numbers of contributions, separated by commas")
        parser.add_argument("--keep", type=Path, metavar="DIRECTORY", help="keep consultations there, for the next run")

    def handle(self, *args, sizes: str, keep: Path | None, **options) -> None:
        measured = {}
        for size in map(int, sizes.split(",")):
            try:
                with place_for(size, SQLITE, [EMBEDDED], keep / "needs" if keep else None) as place:
                    measured[size] = measure_needs(place, size)
            except StageFailed as error:
                raise CommandError(f"The benchmark failed: {error}.") from error
        self.stdout.write(_report(measured))


def _report(measured: dict[int, dict]) -> str:
    names = list(next(iter(measured.values()))["pages"])
    heads = [
        f"{one['rows']['contributions']:,} contributions, {one['rows']['supports']:,} supports: CPU ms, queries, kB"
        for one in measured.values()
    ]
    rows = [[name, *(_page(result["pages"][name]) for result in measured.values())] for name in names]
    rows.append(["one support", *(_support(result["support"]) for result in measured.values())])
    rows.append(["yardstick: a loop of 100 000 squares", *(f"{one['yardstick']:.1f}" for one in measured.values())])
    return table("A consultation, in one process, nothing from a cache", ["page", *heads], rows)


def _page(page: dict) -> str:
    said = f"{page['cpu']:.1f}, {page['queries']}, {page['bytes'] / 1_000:.0f}"
    return said if page["cpu"] <= _MOST and page["queries"] <= _QUERIES else f"{said} (missed)"


def _support(cpu: float) -> str:
    return f"{cpu:.1f}" if cpu <= _SUPPORT else f"{cpu:.1f} (missed)"
