from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.engines.base import EngineError
from search.locks import Busy
from search.rebuilding import rebuild


class Command(BaseCommand):
    help = "Fait un index neuf à côté de celui qui sert, le vérifie, puis le met en service."

    def handle(self, *args, verbosity: int, **options) -> None:
        def progress(documents, total):
            return tqdm(documents, total=total, desc="Index", unit="service", disable=verbosity == 0)

        try:
            total = rebuild(progress)
        except Busy as error:
            raise CommandError(
                "Une autre reconstruction ou une longue écriture est en cours ; rien n'a changé."
            ) from error
        except EngineError as error:
            raise CommandError(f"L'index en service est resté tel quel : {error}") from error
        self.stdout.write(self.style.SUCCESS(f"{total} services indexés."))
