from django.core.management.base import BaseCommand

from catalogue.needs.models import Consultation
from store.demo.committee_session import make_demo_session
from store.demo.consultation_2021.replay import SLUG
from store.demo.consultation_today import make_consultation_of_today


class Command(BaseCommand):
    help = "Ouvre une consultation de démonstration : recueil, soutien et appel à pilotes à la fois."

    def handle(self, *args, **options) -> None:
        made = make_consultation_of_today()
        for replayed in Consultation.objects.filter(slug=SLUG, is_demo=True):
            make_demo_session(replayed)
        self.stdout.write(
            "Consultation de démonstration : ouverte" if made else "Consultation de démonstration : déjà là"
        )
