"""Values of the facets with their labels, and everything editors define for the search, in one query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from django.db.models import CharField, F, Model, QuerySet
from django.db.models.functions import Cast

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.french import french_order
from catalogue.foundation.prepared_queries import Prepared, number, text, union
from catalogue.services.models import FormerSlug
from catalogue.territories.lineage import LineageLink
from catalogue.territories.models import Containment, Kind
from search.collection import YES, Collection, Facet
from search.collections import SERVICES
from search.language.analysis import Key, question_key
from search.models import PinnedService, SynonymSet

_SYNONYMS = "synonyms"
_PINNED = "pinned"
_FORMER = "former"
_AREAS = "areas"
_Row = tuple[int, str, str, str, str]


MOST_PINNED = 5


@dataclass(frozen=True)
class Pins:
    """Services that editors put first for a question. `by_key`: their ids in order."""

    by_key: Mapping[Key, tuple[int, ...]]

    @classmethod
    @lru_cache(maxsize=4)  # editors seldom change them
    def of(cls, rows: tuple[tuple[str, int, int], ...]) -> "Pins":
        """`rows`: a question, a place, a service."""
        by_key: dict[Key, list[int]] = defaultdict(list)
        for question, _, service in sorted(rows):
            by_key[question_key(question)].append(service)
        return cls({key: tuple(services[:MOST_PINNED]) for key, services in by_key.items() if key})

    def answering(self, *questions: str) -> tuple[int, ...]:
        """Those of the first question that has some."""
        found = (self.by_key.get(question_key(question), ()) for question in questions if question)
        return next((services for services in found if services), ())


@dataclass(frozen=True)
class SearchVocabulary:
    """`labels`: facet -> value -> label, in display order. `parents`: département -> région.

    `synonyms`: sets of equivalent expressions, one expression a line. `pinned`: a question, a place, a service.
    `former`: facet -> former slug -> slug.
    """

    labels: dict[str, dict[str, str]]
    parents: dict[str, str] = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()
    pinned: tuple[tuple[str, int, int], ...] = ()
    former: dict[str, dict[str, str]] = field(default_factory=dict)
    collection: Collection = SERVICES

    def current(self, facet: str, value: str) -> str:
        """The current slug of a value that was renamed or merged; other values are unchanged."""
        return value if self.has(facet, value) else self.former.get(facet, {}).get(value, value)

    @property
    def pins(self) -> Pins:
        return Pins.of(self.pinned)

    def has(self, facet: str, value: str) -> bool:
        return value in self.labels.get(facet, {})

    def label(self, facet: str, value: str) -> str:
        return self.labels[facet][value]


def load_vocabulary(
    territory_label: str = "", around: Iterable[LineageLink] = (), collection: Collection = SERVICES
) -> SearchVocabulary:
    """For one visitor; territorial facets are empty unless a territory is chosen."""
    shared = _of_everybody(collection)
    theirs = {facet.name: dict(facet.labels()) for facet in collection.facets if facet.labels}
    if territory_label:
        theirs["usable"] = {YES: f"Utilisable chez moi ({territory_label})"}
        theirs["herite"] = {link.territory.key: f"{link.territory.name} ({link.reason})" for link in around}
    return replace(shared, labels=shared.labels | theirs) if theirs else shared


@kept_until_written
def _of_everybody(collection: Collection) -> SearchVocabulary:
    rows = _rows(collection)
    labels = {facet.name: _labels(facet, rows) for facet in collection.facets}
    parents = {value: parent for _, value, _, parent, _ in rows[_AREAS]}
    synonyms = tuple(row[2] for row in rows[_SYNONYMS])
    pinned = tuple((question, place, int(service)) for place, question, service, _, _ in rows[_PINNED])
    former = _former(rows[_FORMER], collection)
    return SearchVocabulary(labels, parents, synonyms, pinned, former, collection)


def _labels(facet: Facet, rows: dict[str, list]) -> dict[str, str]:
    if facet.choices:
        return {str(value): str(label) for value, label in facet.choices.choices}
    if facet.areas:
        regions = {parent: parent_label for _, _, _, parent, parent_label in rows[_AREAS]}
        ordered = sorted(regions.items(), key=lambda item: french_order(item[1]))
        return dict(ordered) | {value: label for _, value, label, _, _ in rows[_AREAS]}
    return {value: label for _, value, label, _, _ in sorted(rows[facet.name])} if facet.model else {}


def _former(rows: list[_Row], collection: Collection) -> dict[str, dict[str, str]]:
    facets = {facet.model._meta.model_name: facet.name for facet in collection.facets if facet.model}
    former: dict[str, dict[str, str]] = defaultdict(dict)
    for _, slug, current, vocabulary, _ in rows:
        if vocabulary in facets:
            former[facets[vocabulary]][slug] = current
    return former


def _rows(collection: Collection) -> dict[str, list[_Row]]:
    """facet -> (order, value, label, parent, label of the parent), with areas, synonyms and former slugs."""
    rows: dict[str, list[_Row]] = defaultdict(list)
    for facet, order, value, label, parent, parent_label in _prepared(collection).rows():
        if facet == _AREAS:
            region = f"{Kind.REGION}-{parent}"
            rows[facet].append((order, f"{Kind.DEPARTEMENT}-{value}", label, region, parent_label))
        else:
            rows[facet].append((order, value, label, parent, ""))
    return rows


@cache
def _prepared(collection: Collection) -> Prepared:
    def write(_: object) -> QuerySet:
        terms = (_terms(facet.name, facet.model, facet.rank) for facet in collection.facets if facet.model)
        pins = [_pinned_services()] if collection.has_pins else []
        return union(*terms, _areas(), _synonym_sets(), *pins, _former_slugs())

    return Prepared(write)


def _synonym_sets():
    sets = SynonymSet.objects.order_by()
    return sets.values_list(text(_SYNONYMS), number(), text(), "expressions", text(), text())


def _pinned_services():
    rows = PinnedService.objects.order_by()
    service = Cast("service_id", CharField())
    return rows.values_list(text(_PINNED), "sort_order", "results__question", service, text(), text())


def _former_slugs():
    rows = FormerSlug.objects.order_by()
    return rows.values_list(text(_FORMER), number(), "slug", "current", "vocabulary", text())


def _terms(facet: str, model: type[Model], rank: str):
    terms = model._default_manager.order_by()
    return terms.values_list(text(facet), rank or number(), "slug", "name", text(), text())


def _areas():
    links = Containment.objects.filter(member__kind=Kind.DEPARTEMENT, container__kind=Kind.REGION).order_by()
    return links.values_list(
        text(_AREAS),
        number(),
        F("member__code"),
        F("member__name"),
        F("container__code"),
        F("container__name"),
    )
