"""Ask the teams to verify their sheets again, eleven months after the last time. To run every night."""

from django.core.management.base import BaseCommand

from store.notifications.sheet_verifications import remind_verifications


class Command(BaseCommand):
    help = "Rappelle aux équipes les fiches à revérifier, onze mois après la dernière vérification."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{remind_verifications()} fiches à revérifier")
