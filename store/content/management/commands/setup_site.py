"""manage.py setup_site: creates the pages that the site requires."""

from django.core.management.base import BaseCommand

from store.content.site import build_site


class Command(BaseCommand):
    help = "Crée l'accueil, le catalogue et les pages obligatoires ; ne touche pas aux pages modifiées."

    def handle(self, *args, **options) -> None:
        for title, outcome in build_site().items():
            if options["verbosity"]:
                self.stdout.write(f"{title} : {outcome}")
