from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from tests.bench.curves import curves
from tests.bench.kept import kept
from tests.bench.plot import in_words, svg
from tests.bench.report import report

_BEGIN, _END = "<!-- bench_report: from here -->", "<!-- bench_report: to here -->"
_TITLE = "One term, the whole answer: milliseconds (p50) by number of services"


class Command(BaseCommand):
    help = "Print what the kept results of `make bench` say; with --write, put it in a page of the documentation."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--write", type=Path, metavar="PAGE", help="docs/performance.md: its tables, and the picture beside it"
        )

    def handle(self, *args, write: Path | None, **options) -> None:
        results = kept()
        if not results:
            raise CommandError("No results are kept: run make bench first.")
        if write:
            self._write(write, report(results), curves(results))
        else:
            self.stdout.write(report(results))

    def _write(self, page: Path, tables: str, drawn: dict) -> None:
        before, begin, rest = page.read_text().partition(_BEGIN)
        _, end, after = rest.partition(_END)
        if not (begin and end):
            raise CommandError(f"{page} has no place for the figures: {_BEGIN} and {_END}.")
        picture = page.with_suffix(".svg")
        picture.write_text(svg(_TITLE, drawn))
        shown = f"![{_TITLE}. {in_words(drawn)}]({picture.name})"
        page.write_text(f"{before}{begin}\n\n{shown}\n\n{tables}\n{end}{after}")
