from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from search.protocol import EngineError
from search.relevance.engines_asked import ask_all
from search.relevance.judgements import BadJudgements, read
from search.relevance.score_table import report


class Command(BaseCommand):
    help = (
        "Measure the relevance of each engine, with synonyms and without, and of Wagtail's own search, on judged "
        "questions."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "judgements", type=Path, help="questions with graded answers, as tests/search/relevance.yml"
        )
        parser.add_argument("--worst", type=int, default=10, help="how many of the worst questions to name")
        parser.add_argument("--alone", action="store_true", help="leave Wagtail's side out")

    def handle(self, *args, judgements: Path, worst: int, alone: bool, **options) -> None:
        try:
            self.stdout.write(report(ask_all(read(judgements), alone), worst))
        except (BadJudgements, EngineError) as error:
            raise CommandError(str(error)) from error
