from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalogue.foundation.french import quantity
from catalogue.foundation.progress import track_some
from search.engines import all_engines, called
from search.indexing.locks import Busy
from search.indexing.rebuilding import TooFew, rebuild, roll_back
from search.indexing.reconciling import drift, repair
from search.protocol import Engine, EngineError, IndexMissing


class Command(BaseCommand):
    help = (
        "Fait un index neuf à côté de celui qui sert, le vérifie, puis le met en service : un par moteur et par genre."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--rollback",
            action="store_true",
            help="revient à l'index d'avant, mis à jour, en un instant ; une seconde fois, l'annule",
        )
        parser.add_argument(
            "--engine", help="de ce moteur seulement", choices=sorted({engine.name for engine in all_engines()})
        )

    def handle(self, *args, rollback: bool, engine: str | None, verbosity: int, **options) -> None:
        act = self._roll_back if rollback else lambda one: self._rebuild(one, silent=verbosity == 0)
        asked = [one for one in all_engines() if engine in (None, one.name)]
        failures = [said for one in asked if (said := self._try(act, one))]
        if failures:
            raise CommandError("\n".join(failures))

    def _try(self, act: Callable[[Engine], None], engine: Engine) -> str:
        """Returns a problem, if any, so that the other engines have their turn all the same."""
        try:
            act(engine)
        except Busy:
            said = "une autre reconstruction ou une longue écriture est en cours ; rien n'a changé."
        except TooFew as error:
            has = f"{error.found} {engine.collection.words.many} sur {error.expected}"
            said = f"l'index en service est resté tel quel : l'autre n'a que {has}."
        except EngineError as error:
            said = f"l'index en service est resté tel quel : {error}"
        else:
            return ""
        return f"{called(engine)} : {said}"

    def _rebuild(self, engine: Engine, silent: bool) -> None:
        one, many = engine.collection.words.one, engine.collection.words.many

        def progress(documents, total):
            shown = tqdm(
                documents,
                total=total,
                desc=f"Index ({called(engine)})",
                unit=engine.collection.words.one,
                disable=silent,
            )
            return track_some(shown, total)

        total = rebuild(progress, engine)
        indexed = quantity(total, f"{one} indexé", f"{many} indexés")
        self.stdout.write(self.style.SUCCESS(f"{called(engine)} : {indexed}."))

    def _roll_back(self, engine: Engine) -> None:
        """Afterwards compares the whole index, which takes as long as a rebuild while people search, to find unmarked
        changes.
        """
        try:
            total = roll_back(engine)
        except IndexMissing as error:
            raise EngineError("aucun index d'avant n'est gardé, ou cette version ne le lit pas.") from error
        words = engine.collection.words
        said = quantity(total, words.one, words.many)
        self.stdout.write(self.style.SUCCESS(f"{called(engine)} : l'index d'avant est en service ({said})."))
        if found := drift(engine):
            self.stdout.write(f"{called(engine)} : {found} : réparation.")
            repair(engine, found)
