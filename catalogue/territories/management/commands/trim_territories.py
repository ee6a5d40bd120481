"""Writes the Store's file of French territories from the unpacked npm package."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.territories.cog import COG_FILE
from catalogue.territories.cog.trim import PackageError, trim


class Command(BaseCommand):
    help = "Réduit le paquet npm @etalab/decoupage-administratif, décompressé, à ce que le Store utilise."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("package", type=Path, help="le dossier du paquet décompressé")
        parser.add_argument("--output", type=Path, default=COG_FILE)

    def handle(self, *args, package: Path, output: Path, **options) -> None:
        try:
            counts = trim(package, output)
        except PackageError as error:
            raise CommandError(str(error)) from error
        rows = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        self.stdout.write(f"{output.name} : {rows} ; {output.stat().st_size // 1024} ko")
