"""Declare what the ANCT's open file says of who uses its services. To run every night."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.deployments.models import ImportOutcome
from catalogue.deployments.open_data.importing_usages import import_published, import_usages


class Command(BaseCommand):
    help = "Lit le fichier ouvert de l'ANCT « Déploiement des services de l'Incubateur des Territoires »."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, help="un fichier, au lieu de l'adresse OPEN_USAGES_URL")
        parser.add_argument("--force", action="store_true", help="même si le fichier paraît coupé")

    def handle(self, *args, file: Path | None, force: bool, **options) -> None:
        if file is None and not settings.OPEN_USAGES_URL:
            self.stdout.write("Aucune adresse de fichier n'est réglée (OPEN_USAGES_URL) : rien à lire.")
            return
        if file:
            try:
                content = file.read_bytes()
            except OSError as error:
                raise CommandError(f"Le fichier {file} ne se lit pas.") from error
            report = import_usages(content, force=force)
        else:
            report = import_published(settings.OPEN_USAGES_URL, force=force)
        if report.outcome == ImportOutcome.REFUSED:
            raise CommandError(report.told)
        self.stdout.write(report.told)
