from django.core.management.base import BaseCommand
from django.utils import timezone

from search.statistics.counting import forget


class Command(BaseCommand):
    help = "Delete the counts of questions older than ninety days (to run every day)."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{forget(timezone.localdate())} comptes de questions effacés.")
