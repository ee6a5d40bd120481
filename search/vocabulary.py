"""What each facet's values are called, and which values exist at all: one query for all that editors own."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import CharField, F, IntegerField, Value

from catalogue.territories.lineage import Link
from catalogue.territories.models import Containment, Kind
from search.facets import FACETS, YES, Facet

_AREAS_ORDER = 0


@dataclass(frozen=True)
class Vocabulary:
    """`labels`: facet -> value -> label, in the order of display; `parents`: département -> région."""

    labels: dict[str, dict[str, str]]
    parents: dict[str, str] = field(default_factory=dict)

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
    return Vocabulary(labels, parents)


def _labels(facet: Facet, rows: dict[str, list]) -> dict[str, str]:
    if facet.choices:
        return {str(value): str(label) for value, label in facet.choices.choices}
    if facet.areas:
        regions = {parent: parent_label for _, _, _, parent, parent_label in rows[facet.name]}
        ordered = sorted(regions.items(), key=lambda item: item[1])
        return dict(ordered) | {value: label for _, value, label, _, _ in rows[facet.name]}
    return {value: label for _, value, label, _, _ in sorted(rows[facet.name])} if facet.model else {}


def _rows() -> dict[str, list[tuple[int, str, str, str, str]]]:
    """facet -> (order, value, label, parent, label of the parent)."""
    parts = [_terms(facet) for facet in FACETS if facet.model] + [_areas()]
    rows: dict[str, list[tuple[int, str, str, str, str]]] = defaultdict(list)
    for facet, order, value, label, parent, parent_label in parts[0].union(*parts[1:], all=True):
        if facet == "departement":
            rows[facet].append((order, f"{Kind.DEPARTEMENT}-{value}", label, f"{Kind.REGION}-{parent}", parent_label))
        else:
            rows[facet].append((order, value, label, "", ""))
    return rows


def _text(text: str) -> Value:
    return Value(text, output_field=CharField())


def _terms(facet: Facet):
    assert facet.model is not None  # noqa: S101 (for the type checker: callers choose facets that have one)
    terms = facet.model._default_manager.order_by()
    return terms.values_list(_text(facet.name), "order", "slug", "name", _text(""), _text(""))


def _areas():
    links = Containment.objects.filter(member__kind=Kind.DEPARTEMENT, container__kind=Kind.REGION).order_by()
    return links.values_list(
        _text("departement"),
        Value(_AREAS_ORDER, output_field=IntegerField()),
        F("member__code"),
        F("member__name"),
        F("container__code"),
        F("container__name"),
    )
