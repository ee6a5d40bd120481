import signal

from django.core.management.base import BaseCommand, CommandError

from search.engines import all_engines, called
from search.indexing.locks import Busy
from search.indexing.outbox import mark_turned
from search.indexing.syncing import sync
from search.indexing.worker import Worker
from search.protocol import Engine, EngineError


class Command(BaseCommand):
    help = "Porte dans chaque index ce qui a changé, en retire ce qui a expiré (chaque minute)."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--watch", action="store_true", help="ne s'arrête qu'à SIGTERM, et écrit tout changement dans la seconde"
        )

    def handle(self, *args, **options) -> None:
        if options["watch"]:
            worker = Worker(all_engines())
            for reason in (signal.SIGTERM, signal.SIGINT):
                signal.signal(reason, worker.stop)
            self.stdout.write("Les index sont tenus à jour ; Ctrl+C ou SIGTERM pour arrêter.")
            self.stdout.flush()
            worker.run()
            return
        # The local one first: it also finds expired documents for the others.
        failures = [said for said in map(self._round, reversed(all_engines())) if said]
        if failures:
            raise CommandError("\n".join(failures))

    def _round(self, engine: Engine) -> str:
        """Returns a problem, if any, so that the other engines are written all the same."""
        try:
            mark_turned(engine)
            written = sync(engine, patience=30)
        except Busy:
            return f"{called(engine)} : un autre processus écrit ; rien n'est perdu, recommencez."
        except EngineError as error:
            return f"{called(engine)} : l'index n'a pas pu être écrit : {error}. S'il manque, lancez rebuild_index."
        self.stdout.write(f"{called(engine)} : {written} document(s) mis à jour.")
        return ""
