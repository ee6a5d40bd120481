from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineError
from search.locks import Busy
from search.rebuilding import ensure
from search.reconciling import drift, repair


class Command(BaseCommand):
    help = "Compare l'index et la base, document par document ; échoue quand ils ne disent pas la même chose."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="fait l'index s'il manque, écrit ce qui diffère, puis compare à nouveau",
        )

    def handle(self, *args, **options) -> None:
        try:
            if options["repair"]:
                ensure()
            found = drift()
            if found and options["repair"]:
                self.stdout.write(f"{found} : réparation.")
                repair(found)
                found = drift()
        except (EngineError, Busy) as error:
            raise CommandError(
                f"L'index n'a pas pu être comparé : {error}. S'il manque, lancez rebuild_index."
            ) from error
        if found:
            raise CommandError(f"L'index et la base ne disent pas la même chose : {found}.")
        self.stdout.write(self.style.SUCCESS("L'index dit ce que dit la base."))
