from django.core.management.base import BaseCommand, CommandError

from store.mail.mail_health import health


class Command(BaseCommand):
    help = "Dit si les courriels partent ; échoue quand quelqu'un doit s'en occuper."

    def handle(self, *args, **options) -> None:
        found = health()
        said = (
            f"Courriels à envoyer : {found.waiting}, dont en retard : {found.late} ; "
            f"sort inconnu : {found.unsure} ; écartés : {found.set_aside}."
        )
        if not found.is_well:
            raise CommandError(said)
        self.stdout.write(said)
