"""System checks on the declarations of the search (architecture, rule 10)."""

import tantivy
from django.conf import settings
from django.core.checks import Error, register

from catalogue.territories.chosen import PARAMETER
from search.answering.query import SORTS
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.schema import build_schema, columns, filter_field
from search.facets import COUNTED_FACETS, FACETS, Facet
from search.protocol import SORTS as ENGINE_SORTS

_RESERVED = {"q", "tri", "page", "suite", PARAMETER}


@register("search")
def every_facet_is_indexed(app_configs, **kwargs) -> list[Error]:
    """Each facet has labels, a field to filter by, and columns to count or choices to probe."""
    names = [facet.name for facet in FACETS]
    errors = [
        Error(f"The facet {name} is declared twice or takes the name of another parameter.", id="search.E001")
        for name in names
        if names.count(name) > 1 or name in _RESERVED
    ]
    errors += [
        Error(f"The facet {facet.name} has no source of labels, or several.", id="search.E002")
        for facet in FACETS
        if sum(map(bool, (facet.choices, facet.model, facet.areas, facet.territorial))) != 1
    ]
    if tuple(SORTS) != ENGINE_SORTS:
        errors.append(Error("Engines and addresses do not know the same sorts.", id="search.E003"))
    return errors + [error for facet in FACETS for error in _unindexed(facet)]


@register("search")
def the_engine_is_known_and_has_an_address(app_configs, **kwargs) -> list[Error]:
    if settings.SEARCH_ENGINE not in {EmbeddedEngine.name, ElasticEngine.name}:
        return [Error(f"SEARCH_ENGINE={settings.SEARCH_ENGINE} is none of our engines.", id="search.E005")]
    if ElasticEngine.name == settings.SEARCH_ENGINE and not settings.ELASTICSEARCH_URL:
        return [Error("SEARCH_ENGINE=elasticsearch needs ELASTICSEARCH_URL.", id="search.E006")]
    return []


def _unindexed(facet: Facet) -> list[Error]:
    wanted = [filter_field(facet.name)] + (columns(facet) if facet in COUNTED_FACETS else [])
    errors = []
    schema = build_schema()
    for field in wanted:
        try:
            tantivy.Query.term_query(schema, field, "x")
        except ValueError:
            errors.append(Error(f"The facet {facet.name} is not indexed: no field {field}.", id="search.E004"))
    return errors
