from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tests.bench.place import SQLITE
from tests.bench.report import table
from tests.bench.running import EMBEDDED, StageFailed, measure_funding, place_for

_MOST, _QUERIES = 15, 10
"""Milliseconds of CPU, queries."""


class Command(BaseCommand):
    help = "Measure the pages of the fund, whatever the number of files and of grants."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--sizes", default="1000,100000", help="numbers of files, separated by commas")
        parser.add_argument("--keep", type=Path, metavar="DIRECTORY", help="keep funds there, for the next run")

    def handle(self, *args, sizes: str, keep: Path | None, **options) -> None:
        measured = {}
        for size in map(int, sizes.split(",")):
            try:
                with place_for(size, SQLITE, [EMBEDDED], keep / "funding" if keep else None) as place:
                    measured[size] = measure_funding(place, size)
            except StageFailed as error:
                raise CommandError(f"The benchmark failed: {error}.") from error
        self.stdout.write(_report(measured))


def _report(measured: dict[int, dict]) -> str:
    names = list(dict.fromkeys(name for one in measured.values() for name in one["pages"]))
    heads = [
        f"{one['rows']['files']:,} files, {one['rows']['grants']:,} grants: CPU ms, queries, kB"
        for one in measured.values()
    ]
    rows = [[name, *(_page(result["pages"].get(name)) for result in measured.values())] for name in names]
    rows.append(["yardstick: a loop of 100 000 squares", *(f"{one['yardstick']:.1f}" for one in measured.values())])
    return table("The fund, in one process, nothing from a cache of pages", ["page", *heads], rows)


def _page(page: dict | None) -> str:
    if page is None:
        return "–"
    said = f"{page['cpu']:.1f}, {page['queries']}, {page['bytes'] / 1_000:.0f}"
    return said if page["cpu"] <= _MOST and page["queries"] <= _QUERIES else f"{said} (missed)"
