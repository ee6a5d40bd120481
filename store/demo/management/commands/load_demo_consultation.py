from django.core.management.base import BaseCommand

from store.demo.consultation_today import make_consultation_of_today, take_up_again


class Command(BaseCommand):
    help = "Ouvre une consultation de démonstration : recueil, soutien et appel à pilotes à la fois."

    def handle(self, *args, **options) -> None:
        made = make_consultation_of_today()
        take_up_again()
        self.stdout.write(
            "Consultation de démonstration : ouverte" if made else "Consultation de démonstration : déjà là"
        )
