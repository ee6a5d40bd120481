"""manage.py load_demo_deployments."""

from django.core.management.base import BaseCommand

from catalogue.foundation.french import quantity
from store.demo.deployments.invented_uses import load_demo_deployments


class Command(BaseCommand):
    help = "Ajoute des déploiements plausibles, marqués « donnée de démonstration », sans toucher aux vrais."

    def handle(self, *args, **options) -> None:
        report = load_demo_deployments()
        if options["verbosity"]:
            self.stdout.write(
                f"{quantity(report.total, 'déploiement')} de démonstration, {quantity(report.services, 'service')}, "
                f"{quantity(report.organisations, 'organisation')} ({quantity(report.created, 'ajouté')}, "
                f"{quantity(report.updated, 'modifié')}, {quantity(report.deleted, 'retiré')})"
            )
