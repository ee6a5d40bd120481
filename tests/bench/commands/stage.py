import json
import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.engines import get_engine
from tests.bench.cluster import PREFIX
from tests.bench.place import MARK
from tests.bench.running import EMBEDDED
from tests.bench.stages import STAGES


class Command(BaseCommand):
    help = "Used by `search`: one stage of a benchmark, in the place that was made for it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("stage", choices=STAGES)
        parser.add_argument("size", type=int)
        parser.add_argument("outcome", type=Path)

    def handle(self, *args, stage: str, size: int, outcome: Path, **options) -> None:
        if not (settings.DATA_DIR / MARK).exists():
            raise CommandError("Ce n'est pas un lieu de mesure : rien n'est fait.")
        if get_engine().name != settings.SEARCH_ENGINE:
            raise CommandError(f"{settings.SEARCH_ENGINE} était demandé, {get_engine().name} répondrait.")
        if get_engine().name != EMBEDDED and getattr(settings, PREFIX, "") != os.environ[PREFIX]:
            raise CommandError(f"Le réglage {PREFIX} n'est pas suivi : les index du projet seraient touchés.")
        outcome.write_text(json.dumps(STAGES[stage](size)))
