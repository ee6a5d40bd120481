"""manage.py load_demo_deployments."""

from django.core.management.base import BaseCommand

from store.demo.deployments.invented_uses import load_demo_deployments


class Command(BaseCommand):
    help = "Ajoute des déploiements plausibles, marqués « donnée de démonstration », sans toucher aux vrais."

    def handle(self, *args, **options) -> None:
        report = load_demo_deployments()
        if options["verbosity"]:
            self.stdout.write(
                f"{report.total} déploiements de démonstration, {report.services} services, "
                f"{report.organisations} organisations ({report.created} ajoutés, {report.updated} modifiés, "
                f"{report.deleted} retirés)"
            )
