from django.core.management.base import BaseCommand

from store.mail.delivery import Outcome
from store.mail.sending import send_waiting

WORDS = {
    Outcome.SENT: "envoyés",
    Outcome.AWAY: "serveur injoignable, remis à plus tard",
    Outcome.REFUSED: "refusés pour le moment",
    Outcome.NEVER: "écartés",
    Outcome.UNKNOWN: "sans réponse du serveur",
}


class Command(BaseCommand):
    help = "Envoie les courriels en attente. À lancer chaque minute ; deux à la fois ne gênent personne."

    def handle(self, *args, **options) -> None:
        outcomes = send_waiting()
        said = ", ".join(f"{WORDS[outcome]} : {number}" for outcome, number in outcomes.items())
        self.stdout.write(said or "Aucun courriel à envoyer.")
