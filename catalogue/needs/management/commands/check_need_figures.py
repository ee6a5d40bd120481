"""Checks the figures kept with each write against a fresh count of contributions, propositions and supports."""

from django.core.management.base import BaseCommand, CommandError

from catalogue.needs.checking_need_figures import differences, recount_needs


class Command(BaseCommand):
    help = "Recompte les chiffres des consultations et des soutiens ; --mend les corrige."

    def add_arguments(self, parser):
        parser.add_argument("--mend", action="store_true", help="tout recompter, et garder le résultat")

    def handle(self, *args, mend: bool, **options) -> None:
        found = list(recount_needs() if mend else differences())
        for one in found:
            self.stdout.write(one)
        if found and not mend:
            raise CommandError(f"{len(found)} écart(s) : « --mend » les corrige.")
        self.stdout.write(f"{len(found)} écart(s) corrigé(s)." if found else "0 écart.")
