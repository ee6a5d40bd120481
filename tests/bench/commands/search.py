import os
from itertools import product
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tests.bench import cluster
from tests.bench.kept import Result
from tests.bench.place import DATABASES, POSTGRESQL, Place
from tests.bench.report import report
from tests.bench.running import ELASTICSEARCH, ENGINES, WAGTAIL_UP_TO, StageFailed, measure, place_for, prepare

_NEEDS = {POSTGRESQL: "POSTGRES_URL", ELASTICSEARCH: cluster.ADDRESS}


class Command(BaseCommand):
    help = (
        "Measure the search on synthetic catalogues, side by side with Wagtail's own, away from the project's data. "
        "Results are kept in var/bench, for `report`."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--sizes", default="1000,10000,100000,1000000", help="numbers of services, separated by commas"
        )
        parser.add_argument("--engines", default=",".join(ENGINES), help="by default, those that have a server")
        parser.add_argument("--databases", default=",".join(DATABASES), help="by default, those that have a server")
        parser.add_argument(
            "--alone", action="store_true", help="leave Wagtail's side out: quick, but nothing to compare"
        )
        parser.add_argument("--keep", type=Path, metavar="DIRECTORY", help="keep catalogues there, for the next run")
        parser.add_argument("--prepare", action="store_true", help="fill and index, measure another time (with --keep)")

        parser.add_argument("--again", action="store_true", help="make the indexes that were kept again, to measure it")

    def handle(self, *args, **options) -> None:
        if options["prepare"] and not options["keep"]:
            raise CommandError("--prepare without --keep would throw away what it makes.")
        engines, databases = self._at_hand(options["engines"], ENGINES), self._at_hand(options["databases"], DATABASES)
        results = []
        for size, database in product(map(int, options["sizes"].split(",")), databases):
            try:
                with place_for(size, database, engines, options["keep"]) as place:
                    results += self._one_catalogue(place, size, engines, options)
            except StageFailed as error:
                raise CommandError(f"The benchmark failed: {error}.") from error
        self.stdout.write(report(results))

    def _one_catalogue(self, place: Place, size: int, engines: list[str], options: dict) -> list[Result]:
        """Wagtail is asked once, beside the first engine."""
        beside_wagtail = not options["alone"] and size <= WAGTAIL_UP_TO
        results: list[Result] = []
        for engine in engines:
            prepare(place, size, engine, beside_wagtail=beside_wagtail, again=options["again"])
            if not options["prepare"]:
                results.append(measure(place, size, engine, beside_wagtail and not results))
        return results

    def _at_hand(self, asked: str, known: tuple[str, ...]) -> list[str]:
        """Those whose server the environment names; says why the others are left out."""
        names = asked.split(",")
        if set(names) - set(known):
            raise CommandError(f"{asked}: expected {', '.join(known)}")
        missing = [name for name in names if name in _NEEDS and not os.environ.get(_NEEDS[name])]
        for name in missing:
            self.stderr.write(f"{name} left out: {_NEEDS[name]} names no server.")
        return [name for name in names if name not in missing]
