from django.core.management.base import BaseCommand
from django.db.models import Sum

from catalogue.foundation.french import thousands
from store.demo.fund_2021.fund_today import open_waves_today
from store.demo.fund_2021.replaying_fund import replay_fund


class Command(BaseCommand):
    help = "Rejoue le fonds de 2021 à janvier 2023, à ses dates et avec ses chiffres, en données de démonstration."

    def handle(self, *args, **options) -> None:
        fund, is_new = replay_fund()
        open_waves_today()
        if not is_new:
            self.stdout.write("Le fonds de démonstration est déjà là.")
            return
        total = fund.grants.standing().aggregate(all=Sum("amount"))["all"]
        self.stdout.write(f"{fund.grants.count()} subventions, {thousands(total)} €")
