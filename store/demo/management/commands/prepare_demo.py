"""Everything `make demo` needs before the server starts. Each step is quick if there is nothing to do."""

import gc

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from wagtail.models import Site

from store.demo.mails import readdress

STEPS = (
    ("Feuilles de style et polices", "build_assets"),
    ("Base de données", "migrate"),
    ("Pages du site", "setup_site"),
    ("Territoires de France", "load_territories"),
    ("Catalogue de démonstration", "load_catalogue", "store/demo/catalogue", "--pictures"),
    ("Déploiements de démonstration", "load_demo_deployments"),
    ("Comptes de démonstration", "load_demo_accounts"),
    ("Courriels et annonces de démonstration", "load_demo_mail"),
    ("Espaces de démonstration", "load_demo_spaces"),
    ("Pages de démonstration", "load_demo_pages"),
    ("Consultation de 2021, rejouée", "replay_consultation_2021"),
    ("Consultation de démonstration", "load_demo_consultation"),
    ("Fonds de 2021, rejoué", "replay_fund_2021"),
    ("Statistiques publiques", "compute_public_figures"),
    ("Index de recherche", "check_index", "--repair"),
)


class Command(BaseCommand):
    help = "Prépare la démonstration : base, territoires, catalogue, index."

    def handle(self, *args, **options) -> None:
        # Steps make millions of objects, few of which last: the collector would look at all of them each time.
        gc.freeze()
        gc.set_threshold(100_000, 20, 100)
        before = _address()
        for number, (title, command, *arguments) in enumerate(STEPS, 1):
            self.stdout.write(self.style.MIGRATE_HEADING(f"[{number}/{len(STEPS)}] {title}"))
            call_command(command, *arguments, verbosity=options["verbosity"] - 1 if command == "migrate" else 1)
        if before and before != (now := _address()):
            readdress(before, now)


def _address() -> str:
    """Where the demonstration was last opened; empty before its database exists."""
    try:
        site = Site.objects.filter(is_default_site=True).first()
    except DatabaseError:
        return ""
    return site.root_url if site else ""
