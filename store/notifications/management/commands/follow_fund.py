"""Remind drafts of the fund two days before their wave closes, and let them lapse after. To run often."""

from django.core.management.base import BaseCommand

from store.notifications.fund_letters import follow_fund_drafts


class Command(BaseCommand):
    help = "Rappelle les demandes de financement non déposées avant la clôture, et les dit « non déposées » après."

    def handle(self, *args, **options) -> None:
        reminded, lapsed = follow_fund_drafts()
        self.stdout.write(f"{reminded} demandes rappelées, {lapsed} non déposées")
