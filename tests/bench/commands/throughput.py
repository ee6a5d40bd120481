from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tests.bench import pages, serving
from tests.bench.place import SQLITE, Place
from tests.bench.report import table
from tests.bench.running import EMBEDDED, StageFailed, addresses_to_serve, place_for
from tests.bench.serving import Served, Server

_NEW, _AGAIN = {"catalogue": 150, "home": 120, "sheets": 100}, 600
"""Pages a second on two quiet cores: built for each visitor, and from the page cache."""
_FEW = 4
"""So that each worker has built them all before they are counted."""


class Command(BaseCommand):
    help = "Measure how many pages a second two gunicorn workers serve, and the memory that each takes."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--size", type=int, default=10_000, help="number of services")
        parser.add_argument("--keep", type=Path, metavar="DIRECTORY", help="keep the catalogue there, for the next run")

    def handle(self, *args, size: int, keep: Path | None, **options) -> None:
        folder = keep / "pages" if keep else None
        try:
            with place_for(size, SQLITE, [EMBEDDED], folder) as place:
                self.stdout.write(_measured(place, addresses_to_serve(place, size)))
        except (StageFailed, serving.ServingError) as error:
            raise CommandError(f"The benchmark failed: {error}.") from error


def _measured(place: Place, addresses: dict[str, list[str]]) -> str:
    paces, rows, memory = [pages.pace()], [], {}
    for cached in (False, True):
        with serving.serving(place.environment() | ({} if cached else {"PAGE_CACHE_MEGABYTES": "0"})) as server:
            memory["once started, " + _said(cached)] = _megabytes(server)
            for name, its in addresses.items():
                served = server.asked(its[:_FEW] if cached else its)
                rows.append(_row(f"{name}, {_said(cached)}", served, _AGAIN if cached else _NEW[name]))
                paces.append(pages.pace())
            memory["after these pages, " + _said(cached)] = _megabytes(server)
    rows.append(["yardstick: a loop of 100 000 squares, ms", f"{min(paces):.1f} to {max(paces):.1f}", "", "", ""])
    heads = ["pages", "a second", "CPU ms of the workers for each", "two quiet cores would serve", "aim"]
    title = f"{serving.WORKERS} gunicorn workers of {serving.THREADS} threads, {serving.CLIENTS} clients"
    held = [[when, said] for when, said in memory.items()]
    return table(title, heads, rows) + "\n" + table("Memory", ["when", "of each worker"], held)


def _said(cached: bool) -> str:
    return "from the page cache" if cached else "built each time"


def _row(name: str, served: Served, aim: int) -> list[str]:
    said = "met" if served.by_second >= aim else "met if quiet" if served.at_most >= aim else "missed"
    return [name, f"{served.by_second:.0f}", f"{served.cpu:.1f}", f"{served.at_most:.0f}", f"≥ {aim}: {said}"]


def _megabytes(server: Server) -> str:
    said = (f"{its['own'] / 1e6:.0f} MB and {its['files'] / 1e6:.0f} MB of files" for its in server.memory())
    return "; ".join(said)
