from django.core.management.base import BaseCommand, CommandError

from search.engines import all_engines, called
from search.indexing.locks import Busy
from search.indexing.rebuilding import ensure
from search.indexing.reconciling import Drift, drift, repair
from search.protocol import Engine, EngineError, IndexMissing


class Command(BaseCommand):
    help = "Compare chaque index et la base, document par document ; échoue quand ils ne disent pas la même chose."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="fait l'index s'il manque, écrit ce qui diffère, puis compare à nouveau",
        )

    def handle(self, *args, **options) -> None:
        failures = [said for engine in all_engines() if (said := self._compare(engine, options["repair"]))]
        if failures:
            raise CommandError("\n".join(failures))

    def _compare(self, engine: Engine, mending: bool) -> str:
        """Returns a problem, if any, so that the other engines are compared all the same."""
        try:
            found = self._look(engine, mending)
        except (EngineError, Busy) as error:
            return f"{called(engine)} : l'index n'a pas pu être comparé : {error}. S'il manque, lancez rebuild_index."
        if found:
            return f"{called(engine)} : l'index et la base ne disent pas la même chose : {found}."
        self.stdout.write(self.style.SUCCESS(f"{called(engine)} : l'index dit ce que dit la base."))
        return ""

    def _look(self, engine: Engine, mending: bool) -> Drift:
        if mending:
            ensure(engine)
        try:
            engine.verify()
        except IndexMissing as error:
            if not mending:
                raise
            self.stdout.write(f"{called(engine)} : l'index est abîmé ({error}) : réparation.")
            ensure(engine)
            engine.verify()
        found = drift(engine)
        if found and mending:
            self.stdout.write(f"{called(engine)} : {found} : réparation.")
            repair(engine, found)
            found = drift(engine)
        return found
