"""The query string, which is untrusted, becomes an immutable value: invalid parts are dropped, long ones cut."""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from catalogue.territories.chosen import PARAMETER as TERRITORY_PARAMETER
from search.answering.search_vocabulary import SearchVocabulary
from search.collection import Collection
from search.collections import SERVICES

LONGEST_TEXT = 200
MOST_WORDS = 20
MOST_VALUES = 50
PER_PAGE = 20
DEEPEST = 1_000
LAST_PAGE = DEEPEST // PER_PAGE
BY_SCORE = "pertinence"
"""The sort that needs a text."""
TABLE = "tableau"
"""The layout of a list that is not made of cards."""
_INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Cs"}
_PAGE = re.compile(r"[0-9]{1,4}", re.ASCII)


@dataclass(frozen=True)
class SearchQuery:
    """The whole state of a page of results: text, selected values by facet, territory, sort, page; cards or a table."""

    q: str = ""
    selected: tuple[tuple[str, tuple[str, ...]], ...] = ()
    territory: str = ""
    sort: str = ""
    page: int = 1
    layout: str = ""
    collection: Collection = SERVICES

    def __post_init__(self) -> None:
        if not self.sort:
            object.__setattr__(self, "sort", self.collection.usual_sort)

    @classmethod
    def parse(cls, data: QueryDict, vocabulary: SearchVocabulary, territory: str = "") -> Self:
        """`territory`: the key of the chosen territory, if it exists; without one, territorial facets have no value."""
        collection = vocabulary.collection
        q = clean_text(data.get("q", ""))
        selected = tuple((facet.name, _values(data, facet.name, vocabulary)) for facet in collection.facets)
        return cls(
            q=q,
            selected=tuple((name, values) for name, values in selected if values),
            territory=territory,
            sort=_sort(data.get("tri", ""), q, collection),
            page=_page(data.get("page", "")),
            layout=TABLE if collection.has_table and data.get("vue", "") == TABLE else "",
            collection=collection,
        )

    def values(self, facet: str) -> tuple[str, ...]:
        return dict(self.selected).get(facet, ())

    @property
    def default_sort(self) -> str:
        return _usual_sort(self.q, self.collection)

    def only(self, facet: str, *values: str) -> Self:
        """The same question with exactly these values of a facet, from its first page."""
        chosen = dict(self.selected) | {facet: tuple(sorted(set(values)))}
        ordered = tuple((f.name, chosen[f.name]) for f in self.collection.facets if chosen.get(f.name))
        return replace(self, selected=ordered, page=1)

    def adding(self, facet: str, value: str) -> Self:
        return self.only(facet, *self.values(facet), value)

    def removing(self, facet: str, value: str) -> Self:
        return self.only(facet, *(other for other in self.values(facet) if other != value))

    def asking(self, q: str) -> Self:
        sort = self.sort if self.sort != self.default_sort else ""
        return replace(self, q=q, page=1, sort=_sort(sort, q, self.collection))

    def sorted_by(self, sort: str) -> Self:
        return replace(self, sort=sort, page=1)

    def on_page(self, page: int) -> Self:
        return replace(self, page=page)

    def cleared(self) -> Self:
        """Only the territory is left, and the layout."""
        return type(self)(territory=self.territory, layout=self.layout, collection=self.collection)

    def elsewhere(self) -> Self:
        """The same question without a territory."""
        facets = self.collection.facets
        kept = tuple((f.name, self.values(f.name)) for f in facets if not f.territorial and self.values(f.name))
        return replace(self, selected=kept, territory="", page=1)

    @property
    def as_cards(self) -> Self:
        """The same question: what is found does not depend on how it is shown."""
        return replace(self, layout="")

    def parameters(self) -> list[tuple[str, str]]:
        """In a fixed order, without defaults: equal questions have equal addresses."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(facet, value) for facet, values in self.selected for value in values]
        if self.territory:
            pairs.append((TERRITORY_PARAMETER, self.territory))
        if self.sort != self.default_sort:
            pairs.append(("tri", self.sort))
        if self.layout:
            pairs.append(("vue", self.layout))
        return pairs + ([("page", str(self.page))] if self.page > 1 else [])

    def url(self, at: str = "") -> str:
        """At the page of results, or at the address of this name that is asked in the same way."""
        pairs = self.parameters()
        address = reverse(at or self.collection.address)
        return f"{address}?{urlencode(pairs)}" if pairs else address


def clean_text(text: str) -> str:
    """One line of visible characters, cut to 200 characters and 20 words."""
    visible = "".join(" " if unicodedata.category(c) in _INVISIBLE else c for c in text[: LONGEST_TEXT * 4])
    return " ".join(visible.split()[:MOST_WORDS])[:LONGEST_TEXT].strip()


def _values(data: QueryDict, facet: str, vocabulary: SearchVocabulary) -> tuple[str, ...]:
    asked = (vocabulary.current(facet, value) for value in data.getlist(facet))
    known = {value for value in asked if vocabulary.has(facet, value)}
    return tuple(sorted(known)[:MOST_VALUES])


def _sort(asked: str, q: str, collection: Collection) -> str:
    is_known = asked in collection.sorts and (q or asked != BY_SCORE)
    return asked if is_known else _usual_sort(q, collection)


def _usual_sort(q: str, collection: Collection) -> str:
    return BY_SCORE if q else collection.usual_sort


def _page(asked: str) -> int:
    return min(max(int(asked), 1), LAST_PAGE) if _PAGE.fullmatch(asked) else 1
