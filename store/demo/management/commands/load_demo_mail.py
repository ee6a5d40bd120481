from django.core.management.base import BaseCommand

from store.demo.mails import make_demo_mail


class Command(BaseCommand):
    help = (
        "Donne aux comptes de démonstration des adresses qui ne mènent nulle part, et annonce ce qui n'a pas eu lieu."
    )

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"Annonces de démonstration : {make_demo_mail()}")
