"""Checks the figures kept with each write against movements of envelopes and events of files and grants."""

from django.core.management.base import BaseCommand, CommandError

from catalogue.funding.checking_fund_figures import fund_differences, recount_funds


class Command(BaseCommand):
    help = "Recompte les enveloppes et les chiffres du fonds d'après leurs mouvements ; --mend les corrige."

    def add_arguments(self, parser):
        parser.add_argument("--mend", action="store_true", help="tout recompter, et garder le résultat")

    def handle(self, *args, mend: bool, **options) -> None:
        found = list(recount_funds() if mend else fund_differences())
        for one in found:
            self.stdout.write(one)
        if found and not mend:
            raise CommandError(f"{len(found)} écart(s) : « --mend » les corrige.")
        self.stdout.write(f"{len(found)} écart(s) corrigé(s)." if found else "0 écart.")
