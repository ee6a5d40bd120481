"""Django's own, which on SQLite deletes rows one by one: frozen grids and published decisions too."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections, transaction

from catalogue.review.sealed_rows import put_on, take_off


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        database = options["database"]
        with transaction.atomic(using=database):
            take_off(connections[database])
            super().handle(**options)
            put_on(connections[database])
