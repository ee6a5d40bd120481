"""The weekly letter of those who follow needs, and what came near them. To run every morning."""

from django.core.management.base import BaseCommand

from store.notifications.near_uses import tell_near_uses
from store.notifications.weekly_need_letters import write_weekly_letters


class Command(BaseCommand):
    help = "Écrit les lettres de la semaine sur les besoins suivis, et prévient des services en production à proximité."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{tell_near_uses()} d'un service proche. {write_weekly_letters()}.")
