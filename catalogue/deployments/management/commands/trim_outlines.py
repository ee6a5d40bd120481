"""Writes the outlines of intercommunalités, and where their communes lie, from a folder of GeoJSON files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.deployments.near_outlines import OUTLINES_FILE, OutlinesError, trim_outlines
from catalogue.territories.cog import COG_FILE


class Command(BaseCommand):
    help = "Allège les contours des communes (GeoJSON, un fichier par département) en contours d'intercommunalités."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="le dossier de ces fichiers")
        parser.add_argument("--vintage", required=True, help="l'année des contours")
        parser.add_argument("--cog", type=Path, default=COG_FILE, help="un fichier écrit par trim_territories")
        parser.add_argument("--output", type=Path, default=OUTLINES_FILE)

    def handle(self, *args, folder: Path, vintage: str, cog: Path, output: Path, **options) -> None:
        try:
            count = trim_outlines(folder, cog, output, vintage)
        except OutlinesError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{output.name} : {count} intercommunalités ; {output.stat().st_size // 1024} ko")
