"""System checks on the declarations of the search (architecture, rule 10)."""

from collections.abc import Iterator

import tantivy
from django.conf import settings
from django.core.checks import Error, register

from catalogue.territories.chosen import PARAMETER
from search.collection import BODY, NAME, Collection, Facet
from search.collections import BY_NAME, COLLECTIONS
from search.engines.embedded import EmbeddedEngine
from search.engines.schema import build_schema, columns, filter_field
from search.protocol import ELASTICSEARCH, ORDERS

_RESERVED = {"q", "tri", "page", "suite", "vue", PARAMETER}


@register("search")
def every_facet_is_indexed(app_configs, **kwargs) -> list[Error]:
    """Each facet has labels, a field to filter by, and columns to count or choices to probe."""
    return [error for collection in COLLECTIONS for error in _wrong_facets(collection)]


@register("search")
def every_collection_is_whole(app_configs, **kwargs) -> list[Error]:
    """Engines know its sorts, it has the texts of every kind, and no other has its name."""
    errors = []
    for collection in COLLECTIONS:
        if not {sort.order for sort in collection.sorts.values()} <= set(ORDERS):
            errors.append(Error(f"Engines do not know all the sorts of {collection.name}.", id="search.E003"))
        texts = collection.texts
        if not {NAME, BODY, *texts.titles, *texts.foremost} <= texts.weights.keys():
            errors.append(Error(f"{collection.name} lacks some of its texts.", id="search.E007"))
    if len(BY_NAME) < len(COLLECTIONS):
        errors.append(Error("Two collections have one name.", id="search.E008"))
    return errors


@register("search")
def the_engine_is_known_and_has_an_address(app_configs, **kwargs) -> list[Error]:
    if settings.SEARCH_ENGINE not in {EmbeddedEngine.name, ELASTICSEARCH}:
        return [Error(f"SEARCH_ENGINE={settings.SEARCH_ENGINE} is none of our engines.", id="search.E005")]
    if settings.SEARCH_ENGINE == ELASTICSEARCH and not settings.ELASTICSEARCH_URL:
        return [Error("SEARCH_ENGINE=elasticsearch needs ELASTICSEARCH_URL.", id="search.E006")]
    return []


def _wrong_facets(collection: Collection) -> Iterator[Error]:
    names = [facet.name for facet in collection.facets]
    for facet in collection.facets:
        if names.count(facet.name) > 1 or facet.name in _RESERVED:
            said = "is declared twice or takes the name of another parameter"
            yield Error(f"The facet {facet.name} of {collection.name} {said}.", id="search.E001")
        if sum(map(bool, (facet.choices, facet.model, facet.areas, facet.territorial, facet.labels))) != 1:
            yield Error(f"The facet {facet.name} has no source of labels, or several.", id="search.E002")
        yield from _unindexed(facet, collection)


def _unindexed(facet: Facet, collection: Collection) -> Iterator[Error]:
    wanted = [filter_field(facet.name)] + (columns(facet) if facet in collection.counted_facets else [])
    schema = build_schema(collection)
    for field in wanted:
        try:
            tantivy.Query.term_query(schema, field, "x")
        except ValueError:
            yield Error(f"The facet {facet.name} is not indexed: no field {field}.", id="search.E004")
