from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from store.backup import BackupError, restore


class Command(BaseCommand):
    help = (
        "Remet une sauvegarde en place : la base, les fichiers, puis l'index, qui est refait. Arrêtez le Store avant."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIRECTORY", help="ce que `backup` a fait")
        parser.add_argument("--replace", action="store_true", help="remplace une base et des fichiers qui existent")

    def handle(self, *args, directory: Path, replace: bool, verbosity: int, **options) -> None:
        try:
            manifest = restore(directory, replace)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Base et {manifest.files} fichiers remis tels qu'ils étaient le {manifest.made}.")
        call_command("migrate", verbosity=max(verbosity - 1, 0))
        call_command("rebuild_index", verbosity=verbosity)
