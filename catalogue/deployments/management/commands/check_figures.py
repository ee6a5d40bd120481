"""Checks the figures of adoption against a fresh count of the deployments."""

from django.core.management.base import BaseCommand, CommandError

from catalogue.deployments.checking_figures import differences, recount_everything


class Command(BaseCommand):
    help = (
        "Recompte les chiffres d'usage à partir des déploiements ; --mend les corrige (à faire après une mise à jour)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--mend", action="store_true", help="tout recompter, et garder le résultat")

    def handle(self, *args, mend: bool, **options) -> None:
        if mend:
            self.stdout.write(f"Chiffres recomptés : {recount_everything()} services.")
            return
        found = 0
        for difference in differences():
            found += 1
            self.stdout.write(f"{difference.of}, {difference.what} : {difference.kept} au lieu de {difference.counted}")
        if found:
            raise CommandError(f"{found} écart(s) : « manage.py check_figures --mend » recompte tout.")
        self.stdout.write("0 écart.")
