from django.core.management.base import BaseCommand
from django.utils import timezone

from store.spaces.purging import purge


class Command(BaseCommand):
    help = "Efface imports abandonnés, demandes et questions trop anciennes, sessions terminées. À lancer chaque nuit."

    def handle(self, *args, **options) -> None:
        purged = purge(timezone.now())
        self.stdout.write(f"Imports jamais appliqués effacés : {purged.batches}")
        self.stdout.write(f"Demandes de services effacées : {purged.requests}")
        self.stdout.write(f"Questions entre collectivités effacées : {purged.questions}")
