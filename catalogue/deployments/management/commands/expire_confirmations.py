"""manage.py expire_confirmations: every day, from cron or a timer."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from catalogue.deployments.confirming import expire_confirmations, tell_who_is_ending
from catalogue.foundation.french import quantity


class Command(BaseCommand):
    help = "Passe « à reconfirmer » ce qui a été confirmé il y a douze mois, et prévient un mois avant."

    def handle(self, *args, **options) -> None:
        today = timezone.localdate()
        ending, expired = tell_who_is_ending(today), expire_confirmations(today)
        if options["verbosity"]:
            over = quantity(expired, "confirmation expirée", "confirmations expirées")
            soon = quantity(ending, "qui expire", "qui expirent")
            self.stdout.write(f"{over}, {soon} dans le mois")
