from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.engines.base import EngineError
from search.locks import Busy
from search.rebuilding import rebuild


class Command(BaseCommand):
    help = "Make a fresh index beside the one in use, check it, and switch to it."

    def handle(self, *args, verbosity: int, **options) -> None:
        def progress(documents, total):
            return tqdm(documents, total=total, desc="Index", unit="service", disable=verbosity == 0)

        try:
            total = rebuild(progress)
        except Busy as error:
            raise CommandError("Another rebuild or a long write is under way; nothing was changed.") from error
        except EngineError as error:
            raise CommandError(f"The index in use was left as it was: {error}") from error
        self.stdout.write(self.style.SUCCESS(f"{total} services indexed."))
