"""Queries compiled to SQL once, where building them with Django takes longer than running them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import CharField, IntegerField, Model, QuerySet, Value
from django.db.models.query import get_related_populators
from django.utils import timezone

M = TypeVar("M", bound=Model)
MOMENT = datetime(1, 1, 2, tzinfo=UTC)
"""A placeholder for the time when the query runs."""
_NOBODY = 0
_FEWEST = 16
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


def blanks(most: int, first: int = -1) -> list[int]:
    """Placeholders for at most so many ids. Two lists in one query start at different numbers."""
    return list(range(first, first - most, -1))


def room_for(*ids: Collection[int]) -> int:
    """Blanks for the longest of these lists: a power of two, so that a query is compiled for a few lengths only."""
    return max(_FEWEST, 1 << max(map(len, ids)).bit_length())


class PreparedObjects(Generic[M]):
    """`write` builds a queryset of objects from placeholders that `find` replaces: -1 for a number, `blanks` for ids, a
    control character for a text, a distant past for a moment.

    Only for lookups that pass what they are given to the database as it is: not `startswith`.
    """

    def __init__(self, write: Callable[..., QuerySet[M]], *placeholders: Given | list[int]) -> None:
        self._places = placeholders
        self._written = cache(lambda vendor: _Written(write(*placeholders)))

    def find(self, *given: Given | Collection[int]) -> list[M]:
        """Raises ValueError if there are more ids than blanks."""
        return self._written(connection.vendor).objects(self._filled(given))

    def same(self) -> tuple[M, ...]:
        """For a query without placeholders, what was made before where the rows are what they were: for what changes
        rarely, and is shared. It must not be changed.
        """
        return self._written(connection.vendor).same_objects()

    def _filled(self, given: Sequence[Given | Collection[int]]) -> dict[Any, Any]:
        filled: dict[Any, Any] = {}
        for place, one in zip(self._places, given, strict=True):
            if isinstance(place, list):
                ids = list(one)  # type: ignore[arg-type]  # as many as there are blanks
                filled.update(zip(place, [*ids, *[_NOBODY] * (len(place) - len(ids))], strict=True))
            else:
                filled[_adapted(place)] = _adapted(one)  # type: ignore[arg-type]
        return filled


class _Written:
    def __init__(self, queryset: QuerySet) -> None:
        compiler = queryset.query.get_compiler(connection=connection)
        self._sql, self._parameters = compiler.as_sql()
        self._compiler = compiler
        self._converters = compiler.get_converters([column for column, _, _ in compiler.select])
        self._last: tuple[list[tuple], tuple] = ([], ())

    def rows(self, given: dict[Any, Any]) -> Iterator[tuple]:
        given[_adapted(MOMENT)] = _adapted(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [given.get(parameter, parameter) for parameter in self._parameters])
            found = cursor.fetchall()
        return map(tuple, self._compiler.apply_converters(found, self._converters)) if self._converters else found

    def objects(self, given: dict[Any, Any]) -> list[Any]:
        return self._made(self.rows(given))

    def same_objects(self) -> tuple[Any, ...]:
        rows = list(self.rows({}))
        before, made = self._last
        if rows != before:
            made = tuple(self._made(rows))
            self._last = (rows, made)
        return made

    def _made(self, rows: Iterable[tuple]) -> list[Any]:
        """With what `select_related` and `annotate` add, as Django makes them."""
        model, first, beyond, names, related, annotations = self._shape
        made = []
        for row in rows:
            one = model.from_db(connection.alias, names, row[first:beyond])
            for its in related:
                its.populate(row, one)
            for name, place in annotations:
                setattr(one, name, row[place])
            made.append(one)
        return made

    @cached_property
    def _shape(self) -> tuple[Any, int, int, list[str], list, list[tuple[str, int]]]:
        select, klass = self._compiler.select, self._compiler.klass_info
        first, beyond = klass["select_fields"][0], klass["select_fields"][-1] + 1
        names = [column.target.attname for column, _, _ in select[first:beyond]]
        related = get_related_populators(klass, select, connection.alias)  # type: ignore[call-arg]  # that of the next Django
        return klass["model"], first, beyond, names, related, [*(self._compiler.annotation_col_map or {}).items()]


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
