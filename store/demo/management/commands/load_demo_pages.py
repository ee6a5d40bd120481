from collections import Counter

from django.core.management.base import BaseCommand

from store.demo.pages import make_demo_pages


class Command(BaseCommand):
    help = "Écrit des actualités, retours d'expérience, guides, événements et questions de démonstration."

    def handle(self, *args, **options) -> None:
        said = Counter(str(outcome) for outcome in make_demo_pages())
        detail = ", ".join(f"{number} {outcome}" for outcome, number in sorted(said.items()))
        self.stdout.write(f"Pages de démonstration : {detail}")
