"""Ask whether the links of public sheets still answer. To run every night."""

from django.core.management.base import BaseCommand

from catalogue.foundation.french import quantity
from catalogue.services.links.checking import check_links


class Command(BaseCommand):
    help = "Vérifie les liens des fiches publiées ; le rapport se lit dans l'administration."

    def handle(self, *args, **options) -> None:
        report = check_links()
        self.stdout.write(f"{quantity(report.asked, 'lien vérifié', 'liens vérifiés')}, {report.broken} à réparer")
