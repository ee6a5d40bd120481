"""Remind drafts of contributions two days before their phase closes, and let them lapse after. To run every hour."""

from django.core.management.base import BaseCommand

from store.notifications.contribution_letters import follow_drafts


class Command(BaseCommand):
    help = "Rappelle les contributions non déposées avant la clôture, et les classe « non déposées » après."

    def handle(self, *args, **options) -> None:
        reminded, lapsed = follow_drafts()
        self.stdout.write(f"{reminded} brouillons rappelés, {lapsed} non déposés")
