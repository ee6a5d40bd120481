import signal

from django.core.management.base import BaseCommand

from store.work.process import WorkProcess
from store.work.table import DUTIES


class Command(BaseCommand):
    help = "Fait tout ce que le Store fait sans qu'on le demande : index, courriels, publications, rappels, purges…"

    def handle(self, *args, **options) -> None:
        process = WorkProcess(DUTIES)
        for reason in (signal.SIGTERM, signal.SIGINT):
            signal.signal(reason, process.stop)
        self.stdout.write("Le travail commence ; Ctrl+C ou SIGTERM pour arrêter.")
        self.stdout.flush()
        process.run()
