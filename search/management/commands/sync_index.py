from django.core.management.base import BaseCommand, CommandError

from search import outbox
from search.engines.base import EngineError
from search.locks import Busy


class Command(BaseCommand):
    help = "Bring what changed into the index, and drop what has expired (run it every minute)."

    def handle(self, *args, **options) -> None:
        try:
            outbox.drop_expired()
            written = outbox.sync(patience=30)
        except Busy as error:
            raise CommandError("Another process is writing; nothing is lost, try again.") from error
        except EngineError as error:
            raise CommandError(
                f"The index could not be written: {error}. If it is missing, run rebuild_index."
            ) from error
        self.stdout.write(f"{written} documents brought up to date.")
