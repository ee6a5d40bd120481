"""How the embedded engine lays a document out in Tantivy's fields, derived from the table of facets.

A facet is indexed twice: as terms, to filter, and as columns, to count. Counting a column that holds one value per
document takes Tantivy 0.3 ms per 100 000 documents, one that holds several 20 times as long. So the values of a facet
are spread over `Facet.columns` columns, by a hash, and each column holds the combination of values that fell to it.
"""

import json
from functools import cache
from hashlib import blake2b
from zlib import crc32

import tantivy

from search.analysis import Token, compounds, fold, tokens
from search.engines.base import TEXT_FIELDS, Document
from search.facets import COUNTED, FACETS, Facet

ALWAYS = 2**62
"""Stands for « no limit »: never expires, no maximal population."""
ANY_KIND = "*"
SEPARATOR = "|"
_NUMBERS = ("pk", "signature", "by_adoption", "by_update", "expires", "population_min", "population_max")
_VERSION = 2  # raise it when documents are laid out otherwise: indexes made before are then rebuilt


@cache
def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in _NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_float_field("fairness", fast=True)
    builder.add_text_field("by_name", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("kind", "requires", *(filter_field(facet.name) for facet in FACETS)):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for facet in COUNTED:
        for column in columns(facet):
            builder.add_text_field(column, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("words", "forms"):
        builder.add_text_field(name, tokenizer_name="terms", index_option="basic")
    builder.add_text_field("all", tokenizer_name="terms", index_option="position")
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="terms", index_option="freq")
    return builder.build()


def analyzer() -> tantivy.TextAnalyzer:
    """Terms are made by `search.analysis`; Tantivy only splits them at spaces."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def filter_field(facet: str) -> str:
    return f"is_{facet}"


def columns(facet: Facet) -> list[str]:
    return [f"count_{facet.name}_{number}" for number in range(facet.columns)]


def fingerprint() -> str:
    """Changes when an index made by this code would be laid out differently."""
    layout = [_VERSION, list(TEXT_FIELDS), [(facet.name, facet.columns) for facet in FACETS]]
    return blake2b(json.dumps(layout).encode(), digest_size=6).hexdigest()


def lot(pk: int) -> int:
    """A number below 2**32 drawn for each service: ties are broken by it, the same way everywhere and for good."""
    return int.from_bytes(blake2b(str(pk).encode(), digest_size=4).digest(), "big")


def signature(document: Document) -> int:
    """Equal for equal documents: how `check_index` finds stale ones."""
    fields = {**vars(document), "texts": dict(document.texts), "facets": dict(document.facets)}
    content = json.dumps(fields, sort_keys=True, default=list)
    return int.from_bytes(blake2b(content.encode(), digest_size=7).digest(), "big")


def to_tantivy(document: Document) -> tantivy.Document:
    found = {name: list(tokens(text)) for name, text in document.texts.items()}
    terms = {name: " ".join(token.stem for token in those) for name, those in found.items()}
    words, forms = _spellings(document, found)
    fields = {
        "id": str(document.pk),
        "kind": list(document.kinds) or [ANY_KIND],
        "requires": [str(pk) for pk in document.requires],
        "words": " ".join(sorted(words)),
        "forms": " ".join(sorted(forms)),
        "all": " ".join(terms.values()),
        "by_name": f"{fold(document.name)} {lot(document.pk):010}",
        "fairness": _fairness(document),
        **_numbers(document),
        **terms,
    }
    for facet in FACETS:
        fields[filter_field(facet.name)] = list(document.facets.get(facet.name, ()))
    for facet in COUNTED:
        fields |= _spread(facet, document.facets.get(facet.name, ()))
    return tantivy.Document.from_dict(fields, build_schema())


def _spellings(document: Document, found: dict[str, list[Token]]) -> tuple[set[str], set[str]]:
    """The folded words, and the same words as they are written; a word with hyphens counts as a whole besides."""
    words, forms = set(), set()
    for name, text in document.texts.items():
        for token in (*found[name], *compounds(text)):
            words.add(token.word)
            forms.add(text[token.start : token.end].lower())
    return words, forms


def _numbers(document: Document) -> dict[str, int]:
    return {
        "pk": document.pk,
        "signature": signature(document),
        "by_adoption": (document.in_use << 32) + lot(document.pk),
        "by_update": (document.updated << 32) + lot(document.pk),
        "expires": document.expires or ALWAYS,
        "population_min": 0 if document.population_min is None else document.population_min + 1,
        "population_max": ALWAYS if document.population_max is None else document.population_max,
    }


def _fairness(document: Document) -> float:
    """Multiplies the score: x 1 for a service that nobody uses, a little more for those much used; lots settle ties.

    Tantivy multiplies by log2(2 + weight).
    """
    factor = 1 + 0.02 * document.in_use.bit_length() + lot(document.pk) / 2**32 * 1e-4
    return 2.0**factor - 2


def _spread(facet: Facet, values: tuple[str, ...]) -> dict[str, str]:
    held: dict[str, list[str]] = {column: [] for column in columns(facet)}
    for value in values:
        held[f"count_{facet.name}_{crc32(value.encode()) % facet.columns}"].append(value)
    return {column: SEPARATOR.join(sorted(those)) for column, those in held.items()}
