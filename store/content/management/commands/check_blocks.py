"""manage.py check_blocks: what is stored in blocks that the code no longer knows, versions included."""

from django.core.management.base import BaseCommand, CommandError

from store.content.stored_blocks import lost_blocks


class Command(BaseCommand):
    help = "Cherche les blocs enregistrés sous un nom que le code ne connaît plus ; échoue s'il y en a."

    def handle(self, *args, **options) -> None:
        lost = [str(one) for one in lost_blocks()]
        if lost:
            self.stdout.write("\n".join(lost))
            raise CommandError(f"Blocs que plus rien ne lit : {len(lost)}. Écrivez une migration qui les renomme.")
        self.stdout.write("Tous les blocs enregistrés sont connus.")
