"""Queries compiled to SQL once, where building them with Django takes longer than running them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import CharField, IntegerField, Model, QuerySet, Value
from django.db.models.expressions import Col
from django.utils import timezone

M = TypeVar("M", bound=Model)
MOMENT = datetime(1, 1, 2, tzinfo=UTC)
"""A placeholder for the time when the query runs."""
_NOBODY = 0
Given = int | str | datetime


class Prepared:
    """`write` builds a queryset of values for at most `most` ids; it is compiled once, then only ids, the time and
    `texts` change: constants that occur nowhere else in the query.
    """

    def __init__(self, write: Callable[[list[int]], QuerySet], most: int = 0, texts: Sequence[str] = ()) -> None:
        self._places, self._texts = list(range(-most, 0)), texts
        self._written = cache(lambda vendor: _Written(write(self._places)))

    def rows(self, ids: Sequence[int] = (), texts: Sequence[str] = ()) -> list[tuple]:
        """`texts`: what the constants stand for. Raises ValueError if there are more than `most` ids."""
        filled = [*ids, *[_NOBODY] * (len(self._places) - len(ids))]
        given: dict[Any, Any] = dict(zip(self._places, filled, strict=True))
        given.update(zip(self._texts, texts, strict=True))
        return list(self._written(connection.vendor).rows(given))


class PreparedObjects(Generic[M]):
    """`write` builds a queryset of objects from placeholders that `find` replaces: -1 for a number, a control character
    for a text, a distant past for a moment.

    Only for lookups that pass what they are given to the database as it is: not `startswith`.
    """

    def __init__(self, write: Callable[..., QuerySet[M]], *placeholders: Given) -> None:
        self._places = placeholders
        self._written = cache(lambda vendor: _Written(write(*placeholders)))

    def find(self, *given: Given) -> list[M]:
        written = self._written(connection.vendor)
        filled: dict[Any, Any] = dict(zip(map(_adapted, self._places), map(_adapted, given), strict=True))
        return [written.model.from_db(connection.alias, written.columns, row) for row in written.rows(filled)]


class _Written:
    def __init__(self, queryset: QuerySet) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self._sql, self._parameters = compiler.as_sql()
        self._compiler = compiler
        self._converters = compiler.get_converters([column for column, _, _ in compiler.select])
        self.model: Any = queryset.model
        self.columns = [column.target.attname for column, _, _ in compiler.select if isinstance(column, Col)]

    def rows(self, given: dict[Any, Any]) -> Iterator[tuple]:
        given[_adapted(MOMENT)] = _adapted(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [given.get(parameter, parameter) for parameter in self._parameters])
            found = cursor.fetchall()
        return map(tuple, self._compiler.apply_converters(found, self._converters)) if self._converters else found


def _adapted(given: Given) -> Any:
    """As the database receives it."""
    return connection.ops.adapt_datetimefield_value(given) if isinstance(given, datetime) else given


def text(value: str = "") -> Value:
    """A constant column, so that all parts of a union have the same columns."""
    return Value(value, output_field=CharField())


def number(value: int = 0) -> Value:
    return Value(value, output_field=IntegerField())


def union(*parts: QuerySet) -> QuerySet:
    return parts[0].union(*parts[1:], all=True)
