"""manage.py load_catalogue PATH… (docs/formats.md)."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalogue.services.loading.load import Report, load_catalogue
from catalogue.services.loading.memory import Outcome
from catalogue.services.models import CataloguePage


class Command(BaseCommand):
    help = "Charge un catalogue (vocabulaires et fiches de services) depuis des fichiers YAML : voir docs/formats.md."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="fichier YAML, ou dossier qui en contient"
        )
        parser.add_argument(
            "--force", action="store_true", help="remplace aussi ce qui a été modifié dans l'administration"
        )
        parser.add_argument(
            "--pictures", action="store_true", help="dessine un logo, et un écran pour les fiches complètes"
        )

    def handle(self, *args, **options) -> None:
        if not CataloguePage.objects.exists():
            raise CommandError("Le site n'a pas encore de catalogue : lancez d'abord « manage.py setup_site ».")
        report = load_catalogue(
            options["paths"],
            force=options["force"],
            pictures=options["pictures"],
            progress=lambda sheets: tqdm(
                sheets, desc="Fiches", unit="fiche", disable=not options["verbosity"], mininterval=1
            ),
        )
        self._tell(report, options["verbosity"])
        if report.problems:
            raise CommandError(
                f"{len(report.problems)} erreur(s) : les fiches concernées sont restées comme elles étaient."
            )

    def _tell(self, report: Report, verbosity: int) -> None:
        details = verbosity > 1 or len(report.sheets) == 1
        for name, outcome in report.sheets if details else ():
            self.stdout.write(f"{name} : {outcome}")
        for note in report.notes:
            self.stdout.write(note)
        for problem in report.problems:
            self.stderr.write(str(problem))
        if verbosity:
            counts = ", ".join(f"{report.outcomes[one]} {label}" for one, label in _LABELS.items())
            self.stdout.write(f"{report.outcomes.total()} fiche(s) : {counts}")


_LABELS = {
    Outcome.CREATED: "créée(s)",
    Outcome.UPDATED: "mise(s) à jour",
    Outcome.UNCHANGED: "inchangée(s)",
    Outcome.KEPT: "laissée(s) telle(s) quelle(s)",
}
