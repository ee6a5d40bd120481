"""manage.py load_catalogue PATH… (docs/formats.md)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from catalogue.foundation.french import quantity
from catalogue.services.loading import reporting
from catalogue.services.loading.load import Interrupted, LoadReport, Options, load_catalogue
from catalogue.services.loading.memory import LoadOutcome
from catalogue.services.loading.refusals import LoadRefused, said_of_database
from catalogue.services.models import CataloguePage


class Command(BaseCommand):
    help = "Charge un catalogue (vocabulaires et fiches) depuis des fichiers YAML, JSON ou CSV : voir docs/formats.md."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="fichier YAML, JSON ou CSV, ou dossier qui en contient"
        )
        parser.add_argument(
            "--force", action="store_true", help="remplace aussi ce qui a été modifié dans l'administration"
        )
        parser.add_argument(
            "--pictures", action="store_true", help="dessine un logo, et un écran pour les fiches complètes"
        )

        for option, said in _SWITCHES.items():
            parser.add_argument(option, action="store_true", help=said)
        parser.add_argument("--aliases", type=Path, metavar="FILE", help="vos mots pour les nôtres (docs/formats.md)")

    def handle(self, *args, **options) -> None:
        try:
            if not CataloguePage.objects.exists():
                raise CommandError("Le site n'a pas encore de catalogue : lancez d'abord « manage.py setup_site ».")
            report = load_catalogue(
                options["paths"],
                Options(**{one.name: options[one.name] for one in fields(Options)}),
                progress=lambda sheets: tqdm(
                    sheets, desc="Fiches", unit="fiche", disable=not options["verbosity"], mininterval=1
                ),
            )
        except LoadRefused as refused:
            raise CommandError(str(refused)) from refused
        except Interrupted as interrupted:
            self._tell(interrupted.report, options)
            raise CommandError(f"{_NO_ANSWER} : le chargement s'est arrêté là. {_AGAIN}") from interrupted
        except Error as error:
            raise CommandError(f"{said_of_database(error).capitalize()}. {_AGAIN}") from error
        self._tell(report, options)
        if report.problems:
            again = f" {_AGAIN}" if report.refused_by_database else ""
            errors = quantity(len(report.problems), "erreur")
            raise CommandError(f"{errors} : les fiches concernées sont restées comme elles étaient.{again}")

    def _tell(self, report: LoadReport, options: dict) -> None:
        verbosity = options["verbosity"]
        details = verbosity > 1 or len(report.sheets) == 1
        for name, outcome in report.sheets if details else ():
            self.stdout.write(f"{name} : {outcome}")
        if options["dry_run"]:
            self._lines(reporting.changes(report, verbosity > 1 or len(report.sheets) <= _FEW))
        self._lines(report.notes)
        if verbosity:
            self._lines(reporting.warnings(report, details))
            self._lines(reporting.created(report, details or options["dry_run"]))
        for line in reporting.problems(report):
            self.stderr.write(line)
        if verbosity:
            self._tell_counts(report, options)

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)

    def _tell_counts(self, report: LoadReport, options: dict) -> None:
        counts = ", ".join(quantity(report.outcomes[one], *label) for one, label in _LABELS.items())
        warned = len({name for name, _ in report.warnings} & {name for name, _ in report.sheets})
        more = f" ; {warned} avec des avertissements" if warned else ""
        refused = f" ; {quantity(len(report.problems), 'erreur')}" if report.problems else ""
        if report.words:
            words = Counter(outcome for _, outcome in report.words)
            self.stdout.write(
                f"{quantity(len(report.words), 'mot')} : {', '.join(f'{n} {one}' for one, n in words.items())}"
            )
        self.stdout.write(f"{quantity(report.outcomes.total(), 'fiche')} : {counts}{more}{refused}")
        if options["dry_run"]:
            self.stdout.write("Essai : rien n'est écrit.")
        elif options["draft"]:
            self.stdout.write("Rien n'est publié : les fiches attendent dans l'administration.")


_NO_ANSWER = "La base de données ne répond plus"
_AGAIN = "Relancez : ce qui est chargé ne changera pas."
# Up to so many sheets, a dry run details new ones field by field.
_FEW = 10
_SWITCHES = {
    "--dry-run": "dit tout ce qui changerait, champ par champ, sans rien écrire",
    "--draft": "ne publie rien : les fiches sont des brouillons",
    "--strict": "refuse une fiche dont une valeur sort des bornes, au lieu de la couper ou de la laisser de côté",
    "--create-vocabulary": "crée les thèmes et les publics inconnus",
}
_LABELS = {
    LoadOutcome.CREATED: ("créée", "créées"),
    LoadOutcome.UPDATED: ("mise à jour", "mises à jour"),
    LoadOutcome.UNCHANGED: ("inchangée", "inchangées"),
    LoadOutcome.KEPT: ("laissée telle quelle", "laissées telles quelles"),
}
