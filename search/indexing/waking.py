"""How the worker sleeps: until something is marked, where the database says so."""

import time

from django.db import connection

from search.indexing.outbox import CHANNEL


def wait(seconds: float) -> None:
    """PostgreSQL ends the wait at once when something was marked and committed; elsewhere one looks again after it."""
    if connection.vendor != "postgresql":
        time.sleep(seconds)
        return
    connection.ensure_connection()
    server = connection.connection
    with connection.wrap_database_errors:
        server.execute(f"LISTEN {CHANNEL}")  # again each time: the connection may be another one
        for _ in server.notifies(timeout=seconds, stop_after=1):
            return
