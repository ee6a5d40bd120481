from django.core.management.base import BaseCommand

from store.demo.spaces import make_demo_spaces


class Command(BaseCommand):
    help = "Donne aux comptes de démonstration des déclarations à confirmer, une demande et des contacts."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"Déclarations de démonstration : {make_demo_spaces()}")
