from django.core.management.base import BaseCommand
from django.utils import timezone

from store.spaces.retention import purge


class Command(BaseCommand):
    help = (
        "Efface les imports abandonnés, les demandes non confirmées, et ce qui est trop ancien. À lancer chaque nuit."
    )

    def handle(self, *args, **options) -> None:
        purged = purge(timezone.now())
        self.stdout.write(f"Imports jamais appliqués effacés : {purged.batches}")
        self.stdout.write(f"Demandes de services effacées : {purged.requests}")
        self.stdout.write(f"Questions entre collectivités effacées : {purged.questions}")
        self.stdout.write(f"Demandes jamais confirmées effacées : {purged.unconfirmed}")
        self.stdout.write(f"Demandes dont les coordonnées sont effacées : {purged.askers}")
        self.stdout.write(f"Services proposés effacés : {purged.proposals}")
