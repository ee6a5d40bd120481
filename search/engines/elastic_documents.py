"""The mapping of documents in Elasticsearch: what is matched, ranked and counted.

Matched: the terms of `search.language.analysis`, so that both engines find the same services. Ranked: each text twice,
with Elasticsearch's own French analyser and as our stems.
"""

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import cache
from hashlib import blake2b
from typing import Any

from elasticsearch_dsl import (
    Boolean,
    Document,
    Double,
    Keyword,
    Long,
    MetaField,
    Object,
    Text,
    analyzer,
    token_filter,
)

from search import protocol
from search.collection import BODY, Collection
from search.engines.derived import Derived

_VERSION = 2  # increment it when documents change but the mapping does not
_ELISION = token_filter(
    "french_elision",
    "elision",
    articles_case=True,
    articles=["l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu", "aujourd"],
)
_STOP = token_filter("french_stop", "stop", stopwords="_french_")
_STEMMER = token_filter("light_french", "stemmer", language="light_french")
FRENCH = analyzer("store_french", tokenizer="standard", filter=[_ELISION, "lowercase", _STOP, _STEMMER, "asciifolding"])
TERMS = analyzer("store_terms", tokenizer="whitespace")
"""Terms come from `search.language.analysis`; Elasticsearch only splits them at spaces."""
_WHATEVER_ITS_LENGTH = {"type": "BM25", "k1": 1.2, "b": 0.3}
"""The length of a text says little: it depends on how talkative its team is."""
_PREFIXES = {"min_chars": 2, "max_chars": 10}


def _texts(collection: Collection, **read: Any) -> Object:
    return Object(properties={name: Text(index_options="freqs", **read) for name in collection.texts.weights})


@cache
def declared(collection: Collection) -> type[Document]:
    """The mapping of its documents."""

    class Indexed(Document):
        """`gone`: a deleted document, kept for its version, so that an older write does not bring it back."""

        gone = Boolean()
        pk, signature = Long(), Long(index=False)
        by_adoption, by_update, expires = Long(index=False), Long(index=False), Long()
        population_min, population_max = Long(), Long()
        fairness = Double(index=False)
        by_name = Keyword(index=False)
        named = Keyword()
        kind, requires = Keyword(), Keyword()
        how_many_required = Long(index=False)
        facets = Object(properties={facet.name: Keyword(eager_global_ordinals=True) for facet in collection.facets})
        all = Text(analyzer=TERMS, index_options="positions", norms=False)
        words = Text(analyzer=TERMS, index_options="docs", norms=False, index_prefixes=_PREFIXES)
        foremost = Text(analyzer=TERMS, index_options="docs", norms=False)
        upfront = Text(analyzer=TERMS, index_options="docs", norms=False)
        title_words = Text(analyzer=TERMS, index_options="docs", norms=False, index_prefixes=_PREFIXES)
        foremost_words = Text(analyzer=TERMS, index_options="docs", norms=False, index_prefixes=_PREFIXES)
        texts = _texts(collection, analyzer=FRENCH, similarity="whatever_its_length")
        stems = _texts(collection, analyzer=TERMS)
        body = Text(index=False)

        class Meta:
            dynamic = MetaField("strict")
            source = MetaField(includes=["body"])  # nothing else is read back

        class Index:
            settings = {
                "number_of_shards": 1,
                "auto_expand_replicas": "0-1",
                "similarity": {"whatever_its_length": _WHATEVER_ITS_LENGTH},
            }

    return Indexed


def layout(collection: Collection) -> dict:
    """Settings and mappings for a new index; a copy, since the declaration is shared."""
    return deepcopy(declared(collection)._index.to_dict())


@cache
def fingerprint(collection: Collection) -> str:
    """Changes when this code would lay out an index differently."""
    return blake2b(json.dumps([_VERSION, layout(collection)], sort_keys=True).encode(), digest_size=6).hexdigest()


def to_elastic(document: protocol.Document, collection: Collection) -> dict:
    derived = Derived(document, collection.texts)
    return {
        "gone": False,
        "fairness": derived.fairness(),
        "facets": {facet.name: list(document.facets.get(facet.name, ())) for facet in collection.facets},
        "texts": dict(document.texts),
        "stems": derived.terms,
        "body": document.texts.get(BODY, ""),
        "how_many_required": len(document.requires),
        **derived.shared(),
        **derived.numbers(),
    }


def actions(index: str, changes: Iterable[protocol.Change], collection: Collection) -> Iterator[dict]:
    """For `elasticsearch.helpers`; an older version than the index has is refused."""
    for change in changes:
        yield {
            "_op_type": "index",
            "_index": index,
            "_id": str(change.pk),
            "version": change.version,
            "version_type": "external_gte",
            "_source": to_elastic(change.document, collection) if change.document else {"gone": True, "pk": change.pk},
        }
