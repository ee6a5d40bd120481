from django.core.management.base import BaseCommand

from store.mail.delivery import DeliveryOutcome
from store.mail.sending import send_waiting

WORDS = {
    DeliveryOutcome.SENT: "envoyés",
    DeliveryOutcome.AWAY: "serveur injoignable, remis à plus tard",
    DeliveryOutcome.REFUSED: "refusés pour le moment",
    DeliveryOutcome.NEVER: "écartés",
    DeliveryOutcome.UNKNOWN: "sans réponse du serveur",
}


class Command(BaseCommand):
    help = "Envoie les courriels en attente. À lancer chaque minute ; deux à la fois ne gênent personne."

    def handle(self, *args, **options) -> None:
        outcomes = send_waiting()
        said = ", ".join(f"{WORDS[outcome]} : {number}" for outcome, number in outcomes.items())
        self.stdout.write(said or "Aucun courriel à envoyer.")
