"""manage.py check_typed_addresses: addresses of the Store, typed by editors, that lead nowhere. To run every night."""

from django.core.management.base import BaseCommand

from catalogue.foundation.french import quantity
from store.content.typed_addresses import check_own_addresses


class Command(BaseCommand):
    help = "Cherche les adresses du Store tapées à la main qui ne mènent nulle part ; le rapport est dans l'admin."

    def handle(self, *args, **options) -> None:
        lost = check_own_addresses()
        self.stdout.write(f"{quantity(lost, 'adresse')} du Store à corriger")
