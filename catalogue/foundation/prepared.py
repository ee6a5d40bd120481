"""Queries of which only ids and the moment change: Django takes longer to write them than the database to answer."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache

from django.db import connection
from django.db.models import CharField, IntegerField, QuerySet, Value
from django.utils import timezone

MOMENT = datetime(1, 1, 2, tzinfo=UTC)
"""Stands for the moment at which the query is asked."""
_NOBODY = 0


class Prepared:
    """`write` makes a queryset of values, for `most` ids at most; its SQL is written once."""

    def __init__(self, write: Callable[[list[int]], QuerySet], most: int = 0) -> None:
        self._places = list(range(-most, 0))
        self._written = cache(lambda vendor: _Written(write(self._places)))

    def rows(self, ids: Sequence[int] = ()) -> list[tuple]:
        """Raises ValueError for more ids than there are places."""
        filled = [*ids, *[_NOBODY] * (len(self._places) - len(ids))]
        given: dict[object, object] = dict(zip(self._places, filled, strict=True))
        return list(self._written(connection.vendor).rows(given))


class _Written:
    def __init__(self, queryset: QuerySet) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self._sql, self._parameters = compiler.as_sql()
        self._compiler = compiler
        self._converters = compiler.get_converters([column for column, _, _ in compiler.select])

    def rows(self, given: dict[object, object]) -> Iterator[tuple]:
        adapt = connection.ops.adapt_datetimefield_value
        given[adapt(MOMENT)] = adapt(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [given.get(parameter, parameter) for parameter in self._parameters])
            found = cursor.fetchall()
        return map(tuple, self._compiler.apply_converters(found, self._converters)) if self._converters else found


def text(value: str = "") -> Value:
    """A constant column, for the parts of a union to have the same."""
    return Value(value, output_field=CharField())


def number(value: int = 0) -> Value:
    return Value(value, output_field=IntegerField())


def union(*parts: QuerySet) -> QuerySet:
    return parts[0].union(*parts[1:], all=True)
