"""What each facet's values are called, and which values exist at all: one query for all that editors own."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.db import connection
from django.db.models import CharField, F, IntegerField, Value

from catalogue.territories.lineage import Link
from catalogue.territories.models import Containment, Kind
from search.facets import FACETS, YES, Facet
from search.models import SynonymSet

_NO_ORDER = 0
_SYNONYMS = "synonyms"
_Row = tuple[int, str, str, str, str]


@dataclass(frozen=True)
class Vocabulary:
    """`labels`: facet -> value -> label, in the order of display; `parents`: département -> région.

    `synonyms`: sets of equivalent expressions, one expression a line.
    """

    labels: dict[str, dict[str, str]]
    parents: dict[str, str] = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()

    def has(self, facet: str, value: str) -> bool:
        return value in self.labels.get(facet, {})

    def label(self, facet: str, value: str) -> str:
        return self.labels[facet][value]


def load(territory_label: str = "", around: Iterable[Link] = ()) -> Vocabulary:
    """The vocabulary of a visitor; the territorial facets are empty as long as no territory is chosen."""
    rows = _rows()
    labels = {facet.name: _labels(facet, rows) for facet in FACETS}
    if territory_label:
        labels["usable"] = {YES: f"Utilisable chez moi ({territory_label})"}
        labels["herite"] = {link.territory.key: f"{link.territory.name} ({link.reason})" for link in around}
    areas = rows["departement"]
    parents = {value: parent for _, value, _, parent, _ in areas}
    return Vocabulary(labels, parents, tuple(row[2] for row in rows[_SYNONYMS]))


def _labels(facet: Facet, rows: dict[str, list]) -> dict[str, str]:
    if facet.choices:
        return {str(value): str(label) for value, label in facet.choices.choices}
    if facet.areas:
        regions = {parent: parent_label for _, _, _, parent, parent_label in rows[facet.name]}
        ordered = sorted(regions.items(), key=lambda item: item[1])
        return dict(ordered) | {value: label for _, value, label, _, _ in rows[facet.name]}
    return {value: label for _, value, label, _, _ in sorted(rows[facet.name])} if facet.model else {}


def _rows() -> dict[str, list[_Row]]:
    """facet -> (order, value, label, parent, label of the parent); synonyms come along, in the place of labels."""
    rows: dict[str, list[_Row]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(*_sql(connection.vendor))
        for facet, order, value, label, parent, parent_label in cursor.fetchall():
            if facet == "departement":
                region = f"{Kind.REGION}-{parent}"
                rows[facet].append((order, f"{Kind.DEPARTEMENT}-{value}", label, region, parent_label))
            else:
                rows[facet].append((order, value, label, "", ""))
    return rows


@cache
def _sql(vendor: str) -> tuple[str, tuple]:
    """The query never changes: Django would spend more time to write it than the database to answer."""
    parts = [_terms(facet) for facet in FACETS if facet.model] + [_areas(), _synonym_sets()]
    return parts[0].union(*parts[1:], all=True).query.sql_with_params()


def _text(text: str) -> Value:
    return Value(text, output_field=CharField())


def _number(number: int) -> Value:
    return Value(number, output_field=IntegerField())


def _synonym_sets():
    sets = SynonymSet.objects.order_by()
    return sets.values_list(_text(_SYNONYMS), _number(_NO_ORDER), _text(""), "expressions", _text(""), _text(""))


def _terms(facet: Facet):
    assert facet.model is not None  # noqa: S101 (for the type checker: callers choose facets that have one)
    terms = facet.model._default_manager.order_by()
    return terms.values_list(_text(facet.name), "order", "slug", "name", _text(""), _text(""))


def _areas():
    links = Containment.objects.filter(member__kind=Kind.DEPARTEMENT, container__kind=Kind.REGION).order_by()
    return links.values_list(
        _text("departement"),
        _number(_NO_ORDER),
        F("member__code"),
        F("member__name"),
        F("container__code"),
        F("container__name"),
    )
