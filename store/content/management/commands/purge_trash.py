"""manage.py purge_trash: deletes for good what has been in the trash for thirty days."""

from django.core.management.base import BaseCommand

from store.content.throwing_away import purge


class Command(BaseCommand):
    help = "Supprime définitivement les pages qui sont dans la corbeille depuis trente jours."

    def handle(self, *args, **options) -> None:
        gone, needed = purge()
        self.stdout.write(f"Pages supprimées définitivement : {gone}.")
        if needed:
            self.stdout.write(f"Encore nécessaires ailleurs : {', '.join(needed)}.")
