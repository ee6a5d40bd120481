"""Wagtail's own search, of the admin only, on PostgreSQL: what happens to it undoes nothing that people do."""

import logging

from django.db import OperationalError, transaction
from django.db.models import Model
from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

log = logging.getLogger(__name__)


class SearchBackend(PostgresSearchBackend):
    """Wagtail writes to it in the transaction of a publication, and to entries of other pages too: two publications at
    once may wait for each other there, and PostgreSQL would undo one of them whole.
    """

    def add(self, obj: Model) -> None:
        """Given up alone when it meets another, then tried again after the commit, holding nothing else."""
        try:
            with transaction.atomic():
                super().add(obj)
        except OperationalError as error:
            log.warning("the admin's search takes %r after the commit: %s", obj, error)
            transaction.on_commit(lambda: super(SearchBackend, self).add(obj), robust=True)
