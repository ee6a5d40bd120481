"""Tantivy's fields for a document, derived from the texts and facets of its collection.

A facet is indexed as terms, for filtering, and as columns, for counting. Counting a column with one value per document
takes Tantivy 0.3 ms per 100 000 documents, one with several 20 times as long. So values are spread by a hash over
`Facet.columns` columns, each holding one combination of values.
"""

import json
from functools import cache
from hashlib import blake2b
from zlib import crc32

import tantivy

from search.collection import BODY, Collection, Document, Facet
from search.engines.derived import Derived

SEPARATOR = "|"
_NUMBERS = ("pk", "signature", "by_adoption", "by_update", "expires", "population_min", "population_max")
_VERSION = 8  # increment it when documents change: existing indexes are then rebuilt


@cache
def build_schema(collection: Collection) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in _NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_float_field("fairness", fast=True)
    builder.add_text_field("named", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("by_name", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("kind", "requires", *(filter_field(facet.name) for facet in collection.facets)):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for facet in collection.counted_facets:
        for column in columns(facet):
            builder.add_text_field(column, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("words", tokenizer_name="terms", index_option="basic")
    builder.add_text_field("forms", tokenizer_name="raw", index_option="basic")
    for name in ("foremost", "upfront", "title_words", "foremost_words"):
        builder.add_text_field(name, tokenizer_name="terms", index_option="basic")
    builder.add_text_field("all", tokenizer_name="terms", index_option="position")
    for name in collection.texts.weights:
        builder.add_text_field(name, tokenizer_name="terms", index_option="freq")
    builder.add_bytes_field("text", stored=True)
    return builder.build()


def analyzer() -> tantivy.TextAnalyzer:
    """Terms come from `search.language.analysis`; Tantivy only splits them at spaces."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def filter_field(facet: str) -> str:
    return f"is_{facet}"


def columns(facet: Facet) -> list[str]:
    return [f"count_{facet.name}_{number}" for number in range(facet.columns)]


def read_by_term(collection: Collection) -> list[str]:
    """Fields with a dictionary of words."""
    facets = [filter_field(facet.name) for facet in collection.facets]
    return ["id", "named", "kind", "requires", *facets, "words", "forms", "foremost", "all", *collection.texts.weights]


def fingerprint(collection: Collection) -> str:
    """Changes when this code would lay out an index differently."""
    columns_of = [(facet.name, facet.columns) for facet in collection.facets]
    layout = [_VERSION, list(collection.texts.weights), columns_of]
    return blake2b(json.dumps(layout).encode(), digest_size=6).hexdigest()


def to_tantivy(document: Document, collection: Collection) -> tantivy.Document:
    derived = Derived(document, collection.texts)
    fields = {
        "id": str(document.pk),
        "forms": [spelling_key(word) + form for word, form in derived.spellings],
        "fairness": 2.0 ** derived.fairness() - 2,  # Tantivy multiplies the score by log2(2 + weight)
        "text": document.texts.get(BODY, "").encode(),
        **derived.shared(),
        **derived.numbers(),
        **derived.terms,
    }
    for facet in collection.facets:
        fields[filter_field(facet.name)] = list(document.facets.get(facet.name, ()))
    for facet in collection.counted_facets:
        fields |= _spread(facet, document.facets.get(facet.name, ()))
    return tantivy.Document.from_dict(fields, build_schema(collection))


def spelling_key(word: str) -> str:
    """The prefix of terms of « forms », so that all spellings of a word are next to each other."""
    return f"{word} "


def _spread(facet: Facet, values: tuple[str, ...]) -> dict[str, str]:
    held: dict[str, list[str]] = {column: [] for column in columns(facet)}
    for value in values:
        held[f"count_{facet.name}_{crc32(value.encode()) % facet.columns}"].append(value)
    return {column: SEPARATOR.join(sorted(those)) for column, those in held.items()}
