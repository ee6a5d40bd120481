from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from store.backup import BackupError, back_up


class Command(BaseCommand):
    help = "Copie la base et les fichiers dans un dossier, sans rien arrêter."

    def add_arguments(self, parser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIRECTORY", help="dossier nouveau, ou vide")

    def handle(self, *args, directory: Path, **options) -> None:
        try:
            manifest = back_up(directory)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"Sauvegarde faite : la base et {manifest.files} fichiers."))
