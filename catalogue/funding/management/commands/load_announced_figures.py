"""Adds the figures that press kits announced to the fund, for the page that sets them beside the recomputed ones."""

from django.core.management.base import BaseCommand, CommandError

from catalogue.foundation.french import quantity
from catalogue.funding.announced_figures import load_announced
from catalogue.funding.models import Fund


class Command(BaseCommand):
    help = "Ajoute les chiffres annoncés qui manquent ; ceux que l'équipe a changés restent."

    def add_arguments(self, parser):
        parser.add_argument("fund", nargs="?", help="identifiant du fonds ; par défaut, le premier ouvert")

    def handle(self, *args, fund: str | None, **options) -> None:
        found = Fund.objects.filter(slug=fund).first() if fund else Fund.objects.first()
        if found is None:
            raise CommandError("Ce fonds n'existe pas.")
        self.stdout.write(f"{quantity(load_announced(found), 'chiffre ajouté', 'chiffres ajoutés')}.")
