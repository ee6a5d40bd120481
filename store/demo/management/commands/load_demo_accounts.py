"""The accounts of the demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from store.demo.accounts import make_demo_accounts, offered


class Command(BaseCommand):
    help = "Crée les comptes de démonstration, un par rôle, et les affiche. Refusé hors démonstration."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO_ACCOUNTS:
            raise CommandError(
                "Les comptes de démonstration n'existent qu'avec DEMO_ACCOUNTS (réglages de démonstration)."
            )
        make_demo_accounts()
        self.stdout.write(f"Sans mot de passe, à la page {settings.LOGIN_URL} :")
        for account in offered():
            self.stdout.write(f"  {account.name}, {account.who}")
