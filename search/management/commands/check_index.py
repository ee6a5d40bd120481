from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineError
from search.locks import Busy
from search.reconciling import drift, repair


class Command(BaseCommand):
    help = "Compare the index with the database, document by document; fails when they disagree."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--repair", action="store_true", help="write what differs, then compare again")

    def handle(self, *args, **options) -> None:
        try:
            found = drift()
            if found and options["repair"]:
                self.stdout.write(f"Found {found}; repairing.")
                repair(found)
                found = drift()
        except (EngineError, Busy) as error:
            raise CommandError(
                f"The index could not be compared: {error}. If it is missing, run rebuild_index."
            ) from error
        if found:
            raise CommandError(f"The index and the database disagree: {found}.")
        self.stdout.write(self.style.SUCCESS("The index says what the database says."))
