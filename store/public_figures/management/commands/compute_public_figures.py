from django.core.management.base import BaseCommand
from django.utils import timezone

from store.public_figures.computing import compute


class Command(BaseCommand):
    help = "Compute the public statistics of the last thirteen months (to run every day)."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{compute(timezone.now())} chiffres calculés.")
