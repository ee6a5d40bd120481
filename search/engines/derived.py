"""What every engine indexes besides a document's own fields: terms, numbers, and the lot that breaks ties."""

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from search.collection import NAME, Document, Texts
from search.language.analysis import WrittenWord, compounds, fold, hyphenated, name_keys, written

ALWAYS = 2**62
"""Means no limit: never expires, no maximum population."""
ANY_KIND = "*"
ALL = "all"
"""The field with all the stems, in order."""
BEGINNINGS = {ALL: "words", "upfront": "foremost_words", "foremost": "foremost_words"}
"""A field of stems -> the field in which words are found by their beginning."""


@dataclass(frozen=True)
class Derived:
    """Terms come from `search.language.analysis`, joined with spaces: engines only split them."""

    document: Document
    texts: Texts

    @cached_property
    def terms(self) -> dict[str, str]:
        """Text field -> its stems."""
        return {name: " ".join([word.stem for word in those]) for name, those in self._written.items()}

    @cached_property
    def spellings(self) -> set[tuple[str, str]]:
        """Folded words with their spelling; hyphenated words and names also count as one word."""
        texts = self.document.texts
        spellings = {(word.word, word.form) for those in self._written.values() for word in those}
        for text in (*texts.values(), hyphenated(texts.get(NAME, ""))):
            spellings |= {(token.word, text[token.start : token.end].lower()) for token in compounds(text)}
        return spellings

    def shared(self) -> dict[str, str | list[str]]:
        """Fields common to all engines, by name: those searched, and the sort key of the name."""
        document = self.document
        return {
            "kind": list(document.kinds) or [ANY_KIND],
            "requires": [str(pk) for pk in document.requires],
            "words": " ".join({word for word, _ in self.spellings}),
            "foremost": " ".join(self.terms.get(name, "") for name in self.texts.foremost),
            "upfront": " ".join(self.terms.get(name, "") for name in self.texts.upfront),
            "title_words": self._words_of(self.texts.titles),
            "foremost_words": self._words_of(self.texts.foremost),
            "all": " ".join(self.terms.values()),
            "named": name_keys(document.name),
            "by_name": f"{fold(document.name)} {lot(document.pk):010}",
        }

    def numbers(self) -> dict[str, int]:
        """Sort keys, with ties broken by lot; bounds, where a minimum is stored plus one, 0 meaning none."""
        document = self.document
        return {
            "pk": document.pk,
            "signature": signature(document),
            "by_adoption": (document.in_use << 32) + lot(document.pk),
            "by_update": (document.updated << 32) + lot(document.pk),
            "expires": document.expires or ALWAYS,
            "population_min": 0 if document.population_min is None else document.population_min + 1,
            "population_max": ALWAYS if document.population_max is None else document.population_max,
        }

    def fairness(self) -> float:
        """Multiplies the score: 1 without users, slightly more with many; lots break ties."""
        return 1 + 0.02 * self.document.in_use.bit_length() + lot(self.document.pk) / 2**32 * 1e-4

    def _words_of(self, names: tuple[str, ...]) -> str:
        """Folded, to be found by their beginning."""
        return " ".join({word.word for name in names for word in self._written.get(name, ())})

    @cached_property
    def _written(self) -> dict[str, list[WrittenWord]]:
        return {name: written(text) for name, text in self.document.texts.items()}


def lot(pk: int) -> int:
    """A number below 2**32 for each document, which breaks ties the same way everywhere and forever."""
    return int.from_bytes(blake2b(str(pk).encode(), digest_size=4).digest(), "big")


def signature(document: Document) -> int:
    """Equal for equal documents; `check_index` compares them to find stale ones."""
    fields = {**vars(document), "texts": dict(document.texts), "facets": dict(document.facets)}
    content = json.dumps(fields, sort_keys=True, default=list)
    return int.from_bytes(blake2b(content.encode(), digest_size=7).digest(), "big")
