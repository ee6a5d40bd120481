from django.core.management.base import BaseCommand

from store.mail.models import Message
from store.mail.models.message import KEPT


class Command(BaseCommand):
    help = f"Efface l'adresse et le texte des courriels de plus de {KEPT.days} jours. À lancer chaque nuit."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"Courriels effacés : {Message.objects.forget_old()}")
