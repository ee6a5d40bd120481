import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from search.bench.measure import measure
from search.bench.report import report
from search.bench.synthetic import fill, index_with_wagtail
from search.bench.wagtail_side import declare_fields


class Command(BaseCommand):
    help = "Measure the search on synthetic catalogues, side by side with Wagtail's own, in a temporary database."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--sizes", default="1000,10000,100000", help="numbers of services, separated by commas")
        parser.add_argument("--inside", metavar="FILE", help="used by the command itself, in its temporary directory")

    def handle(self, *args, sizes: str, inside: str | None, **options) -> None:
        if inside:
            return self._inside(int(sizes), Path(inside))
        results = [self._in_a_temporary_directory(size) for size in sizes.split(",")]
        self.stdout.write(report(results))
        return None

    def _in_a_temporary_directory(self, size: str) -> dict:
        """Another process: the database and the index of the project are out of its reach."""
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            (Path(folder) / "assets").mkdir()
            outcome = Path(folder) / "outcome.json"
            database = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            settings = {"STORE_DATA_DIR": folder, "DATABASE_URL": database, "DEBUG": "false"}
            command = [sys.executable, "manage.py", "bench_search", "--sizes", size, "--inside", str(outcome)]
            done = subprocess.run(command, env={**os.environ, **settings}, check=False)  # noqa: S603  our own command
            if done.returncode:
                raise CommandError(f"The benchmark of {size} services failed.")
            return json.loads(outcome.read_text())

    def _inside(self, size: int, outcome: Path) -> None:
        call_command("migrate", verbosity=0)
        declare_fields()
        writer = fill(size)
        call_command("rebuild_index")
        index_with_wagtail()
        outcome.write_text(json.dumps(measure(size, writer)))
