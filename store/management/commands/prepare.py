"""Brings the database to this version of the code; containers run it before they start."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

STEPS = ("migrate", "setup_site", "load_territories")
LOCK = crc32(b"store prepare")


class Command(BaseCommand):
    help = (
        "Met la base à jour (migrations, pages du site, territoires). Un processus à la fois : les autres attendent, "
        "puis n'ont plus rien à faire."
    )
    requires_system_checks: list[str] = []  # `migrate` runs them, once it may

    def handle(self, *args, verbosity: int, **options) -> None:
        with _one_at_a_time(self.stdout.write):
            for step in STEPS:
                call_command(step, verbosity=max(verbosity - 1, 0))
        self.stdout.write("La base est à jour.")


@contextmanager
def _one_at_a_time(tell) -> Iterator[None]:
    """PostgreSQL and the operating system both release the lock of a process that dies."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                tell("Un autre processus prépare la base : on l'attend.")
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        return
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    with (Path(settings.DATA_DIR) / "prepare.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Un autre processus prépare la base : on l'attend.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
