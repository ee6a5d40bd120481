"""Rows by the hundred thousand, past the models: what Django would write, prepared once for each table."""

from collections.abc import Iterable, Sequence

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

Row = Sequence[object]


class Table:
    """`usual`: values that all rows share, as an unsaved instance; a row gives those of the fields `varying`."""

    def __init__(self, usual: Model, varying: Sequence[str]) -> None:
        fields = {field.attname: field for field in usual._meta.local_concrete_fields}
        self._varying = [fields.pop(name) for name in varying]
        shared = [
            field for field in fields.values() if not (field.primary_key and field.value_from_object(usual) is None)
        ]
        self._shared = tuple(field.get_db_prep_save(field.pre_save(usual, True), connection) for field in shared)
        self._columns = ", ".join(f'"{field.column}"' for field in (*self._varying, *shared))
        self._holes = ", ".join(["%s"] * (len(varying) + len(shared)))
        self._name = usual._meta.db_table

    def insert(self, rows: Iterable[Row]) -> None:
        prepared = (self._prepared(row) for row in rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self._name}" ({self._columns}) FROM STDIN') as copy:
                    for row in prepared:
                        copy.write_row(row)
            else:
                cursor.executemany(
                    f'INSERT INTO "{self._name}" ({self._columns}) VALUES ({self._holes})',
                    list(prepared),
                )

    def _prepared(self, row: Row) -> tuple:
        pairs = zip(self._varying, row, strict=True)
        return (*(field.get_db_prep_save(value, connection) for field, value in pairs), *self._shared)


def hurry() -> None:
    """SQLite: nothing of a synthetic catalogue is worth waiting for the disk, and its indexes want to be in memory."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -1000000")


def settle(models: Iterable[type[Model]]) -> None:
    """What follows a load in bulk: keys go on after those that were given, the planner has statistics."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # as its own housekeeping does sooner or later
