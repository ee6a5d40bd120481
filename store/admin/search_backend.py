"""Wagtail's own search (admin only) on PostgreSQL: its failures must not undo a publication."""

import logging

from django.db import OperationalError, transaction
from django.db.models import Model
from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

log = logging.getLogger(__name__)


class SearchBackend(PostgresSearchBackend):
    """Wagtail updates it within the transaction of a publication, entries of other pages included: two publications at
    once may deadlock, and PostgreSQL would roll one of them back.
    """

    def add(self, obj: Model) -> None:
        """On a deadlock, only this update is rolled back; it is tried again after the commit."""
        try:
            with transaction.atomic():
                super().add(obj)
        except OperationalError as error:
            log.warning("the admin's search takes %r after the commit: %s", obj, error)
            transaction.on_commit(lambda: super(SearchBackend, self).add(obj), robust=True)
