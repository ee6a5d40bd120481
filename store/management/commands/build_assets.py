"""Put together the style sheet, fonts, icons and pictures that pages load."""

from django.conf import settings
from django.core.management.base import BaseCommand

from store.assets.bundle import build
from store.assets.drawn_pictures import draw_pictures
from store.site_facts import NAME, TAGLINE


class Command(BaseCommand):
    help = "Assemble dans ASSETS_DIR la feuille de style des pages : celle de l'État, réduite à l'utile, puis la nôtre."

    def handle(self, *args, **options) -> None:
        sheet = build(settings.BASE_DIR, settings.ASSETS_DIR)
        draw_pictures(sheet.parent, NAME, TAGLINE)
        self.stdout.write(f"{sheet} : {sheet.stat().st_size / 1000:.0f} ko")
