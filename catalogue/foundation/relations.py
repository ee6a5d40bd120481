"""The rows that a page holds in other tables, read in one query instead of one per table."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db.models import F, Field, ForeignKey, ManyToManyField, QuerySet, Window
from django.db.models.functions import JSONObject, RowNumber
from modelcluster.models import ClusterableModel

from catalogue.foundation.prepared_queries import Prepared, text, union

Row = dict[str, Any]


def read_relations(page: ClusterableModel, names: tuple[str, ...]) -> None:
    """Give `page` its related rows, as `prefetch_related` would: `page.themes.all()` then asks nothing.

    `names`: of foreign keys, children and many-to-many relations; « partners__organisation » brings the organisation of
    each partner too. What a draft says otherwise is left as it is.
    """
    if page.pk:  # it has none in a preview, before it is saved
        read_relations_of([page], names, 1)


def read_relations_of(pages: Sequence[ClusterableModel], names: tuple[str, ...], most: int) -> None:
    """The same for at most `most` pages of one model, in one query too."""
    if not pages:
        return
    held: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    prepared = _written(type(pages[0]), names, most)  # type: ignore[arg-type]  # a class is hashable
    for relation, _, holder, row in sorted(prepared.rows([one.pk for one in pages]), key=lambda found: found[:2]):
        held[holder][relation].append(row)
    for page in pages:
        _give(page, names, held[page.pk])


def _give(page: ClusterableModel, names: tuple[str, ...], held: dict[str, list[Row]]) -> None:
    for name in names:
        relation, _, further = name.partition("__")
        field: Any = type(page)._meta.get_field(relation)
        rows = [_made(field.related_model, row, further) for row in held[relation]]
        if isinstance(field, ForeignKey):
            its = rows[0] if rows else None
            if getattr(page, field.attname) == (its and its.pk):
                field.set_cached_value(page, its)
            continue
        children = page.__dict__.setdefault("_cluster_related_objects", {})
        if not isinstance(field, ManyToManyField):
            for row in rows:
                field.field.set_cached_value(row, page)
        children.setdefault(relation, rows)


@cache
def _written(model: Any, names: tuple[str, ...], most: int) -> Prepared:
    return Prepared(lambda ids: union(*(_rows(model, name, ids) for name in names)), most)


def _rows(model: Any, name: str, ids: list[int]) -> QuerySet:
    """(relation, place, holder, columns) of each row, in its own order."""
    relation, _, further = name.partition("__")
    field = model._meta.get_field(relation)
    related = field.related_model
    holder = field.field.name if field.one_to_many else field.related_query_name()
    rows = related._default_manager.filter(**{f"{holder}__in": ids})
    place = Window(RowNumber(), order_by=[*(related._meta.ordering or ["pk"])])
    return rows.order_by().values_list(text(relation), place, F(holder), _columns(related, further))


def _fields(model: Any) -> tuple[Field, ...]:
    return tuple(model._meta.concrete_fields)


def _columns(model: Any, further: str, prefix: str = "") -> JSONObject:
    columns: dict[str, Any] = {field.attname: F(f"{prefix}{field.attname}") for field in _fields(model)}
    if further:
        columns[further] = _columns(model._meta.get_field(further).related_model, "", f"{further}__")
    return JSONObject(**columns)


def _made(model: Any, row: Row, further: str) -> Any:
    made = model.from_db(
        None, *zip(*((field.attname, _value(field, row[field.attname])) for field in _fields(model)), strict=True)
    )
    if further:
        field = model._meta.get_field(further)
        its, other = row[further], field.related_model
        field.set_cached_value(made, None if its[other._meta.pk.attname] is None else _made(other, its, ""))
    return made


def _value(field: Field, kept: Any) -> Any:
    """From JSON. SQLite keeps moments in UTC and does not say so."""
    value = field.to_python(kept)
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
