from django.core.management.base import BaseCommand, CommandError

from search import outbox
from search.engines.base import EngineError
from search.locks import Busy


class Command(BaseCommand):
    help = "Porte dans l'index ce qui a changé, en retire ce qui a expiré (chaque minute)."

    def handle(self, *args, **options) -> None:
        try:
            outbox.drop_expired()
            written = outbox.sync(patience=30)
        except Busy as error:
            raise CommandError("Un autre processus écrit ; rien n'est perdu, recommencez.") from error
        except EngineError as error:
            raise CommandError(
                f"L'index n'a pas pu être écrit : {error}. S'il manque, lancez rebuild_index."
            ) from error
        self.stdout.write(f"{written} document(s) mis à jour.")
