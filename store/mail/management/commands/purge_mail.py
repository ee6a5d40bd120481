from django.core.management.base import BaseCommand

from store.mail.purging import KEPT, purge


class Command(BaseCommand):
    help = f"Efface l'adresse et le texte des courriels de plus de {KEPT.days} jours. À lancer chaque nuit."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"Courriels effacés : {purge()}")
