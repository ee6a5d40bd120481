"""Queries of which only the ids change: Django would spend more time to write them than the database to answer."""

from collections.abc import Callable, Sequence
from functools import cache

from django.db import connection
from django.db.models import CharField, IntegerField, QuerySet, Value

_NOBODY = 0


class Prepared:
    """`write` makes a queryset of plain numbers and texts, for `most` ids at most; its SQL is written once."""

    def __init__(self, write: Callable[[list[int]], QuerySet], most: int = 0) -> None:
        self._places = list(range(-most, 0))
        self._written = cache(lambda vendor: write(self._places).query.sql_with_params())

    def rows(self, ids: Sequence[int] = ()) -> list[tuple]:
        """Raises ValueError for more ids than there are places."""
        sql, parameters = self._written(connection.vendor)
        filled = [*ids, *[_NOBODY] * (len(self._places) - len(ids))]
        given = dict(zip(self._places, filled, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(parameter, parameter) for parameter in parameters])
            return cursor.fetchall()


def text(value: str = "") -> Value:
    """A constant column, for the parts of a union to have the same."""
    return Value(value, output_field=CharField())


def number(value: int = 0) -> Value:
    return Value(value, output_field=IntegerField())


def union(*parts: QuerySet) -> QuerySet:
    return parts[0].union(*parts[1:], all=True)
