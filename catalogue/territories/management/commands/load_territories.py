"""Loads the territories of France: communes, intercommunalités, départements, régions, and their organisations."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from catalogue.foundation.french import agree, quantity
from catalogue.territories.cog import COG_FILE
from catalogue.territories.cog.rows import CogFileError, read_cog
from catalogue.territories.cog.update import load, steps_of
from catalogue.territories.operators import load_operators, read_operators
from catalogue.territories.priority_lists import load_priority_lists, read_priority_lists


class Command(BaseCommand):
    help = "Charge les territoires de France (Code officiel géographique) ; peut être relancée sans risque."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=COG_FILE, help="un fichier écrit par trim_territories")

    def handle(self, *args, file: Path, verbosity: int, **options) -> None:
        try:
            cog = read_cog(file)
        except CogFileError as error:
            raise CommandError(str(error)) from error
        with tqdm(total=steps_of(cog), desc="Territoires", unit="ligne", mininterval=1, disable=not verbosity) as bar:
            report = load(cog, bar.update)
        operators = load_operators(read_operators())
        supported = load_priority_lists(read_priority_lists())
        if verbosity:
            self.stdout.write(
                f"Territoires : {_number(report.created, 'ajouté')}, {_number(report.updated, 'modifié')} ; "
                f"liens : {_number(report.linked, 'ajouté')}, {_number(report.unlinked, 'retiré')} ; "
                f"organisations : {_number(report.organisations, 'ajoutée')}, {_number(report.joined, 'réunie')} ; "
                f"opérateurs publics : {_number(operators, 'ajouté')} ; "
                f"politiques prioritaires : {_number(supported, 'commune')}"
            )
        if report.apart:
            self.stderr.write(f"Organisations à fusionner dans l'administration : {report.apart}.")
        if report.gone:
            self.stderr.write(_gone(report.gone))


def _number(count: int, what: str) -> str:
    """« 2 ajoutés »"""
    return quantity(count, what)


def _gone(count: int) -> str:
    gone = quantity(count, "territoire ne figure", "territoires ne figurent")
    return f"{gone} plus dans le COG : {agree(count, 'il est conservé', 'ils sont conservés')}."
