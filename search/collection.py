"""A kind of documents that people search, and one of its documents: all that the search knows about either.

Engines, outbox, facets, results and pages are the same for every kind. The kinds are in `search.collections`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet, TextChoices
from wagtail.models import Page

NAME, BODY = "name", "body"
"""Texts that every kind has: what a document is called, and the long text, which may mention a word in passing."""


@dataclass(frozen=True)
class Document:
    """What is public, as engines index it. `updated` and `expires` are seconds since 1970 (`expires` 0: never).

    `facets` maps each facet to its values. `in_use`: how many use or support it. For services: no kind means all kinds;
    population bounds are inclusive.
    """

    pk: int
    texts: Mapping[str, str]
    facets: Mapping[str, tuple[str, ...]]
    name: str
    in_use: int = 0
    updated: int = 0
    expires: int = 0
    kinds: tuple[str, ...] = ()
    population_min: int | None = None
    population_max: int | None = None
    requires: tuple[int, ...] = ()


@dataclass(frozen=True)
class Facet:
    """`name`: the URL parameter and the field of the index. `read`: the values of what was gathered for a document.

    Labels come from an enumeration (`choices`), a vocabulary (`model`, in the order of its column `rank`), the areas of
    France (`areas`), the territory chosen by the visitor (`territorial`), or what anybody may see now (`labels`: value
    and label, read for each question).

    `columns`: over how many columns an engine that counts by column may spread the values; one if documents have one
    value. `probed`: the choices are few and known, and each is counted by a query of its own.
    """

    name: str
    label: str
    read: Callable[[Any], Iterable[str]]
    choices: type[TextChoices] | None = None
    model: type[Model] | None = None
    rank: str = "order"
    areas: bool = False
    territorial: bool = False
    labels: Callable[[], Iterable[tuple[str, str]]] | None = None
    probed: bool = False
    columns: int = 1
    is_open: bool = False
    help: str = ""


YES = "oui"


@dataclass(frozen=True)
class Texts:
    """`weights`: of each text in the ranking; they include NAME and BODY. `titles`, `foremost`: the most important."""

    weights: Mapping[str, float]
    titles: tuple[str, ...]
    foremost: tuple[str, ...]

    @cached_property
    def upfront(self) -> tuple[str, ...]:
        """Everything except the long text."""
        return tuple(name for name in self.weights if name != BODY)


@dataclass(frozen=True)
class Sort:
    """`order`: that of engines (`search.protocol.ORDERS`)."""

    label: str
    order: str


@dataclass(frozen=True)
class Words:
    """How pages speak of these documents, in French and in the masculine. `all`: « Voir tous les services ».

    `nowhere`: « Aucune fiche ne parle de ». `lost`: one that is deleted. `simple`: what is searched when no engine
    answers.
    """

    one: str
    many: str
    title: str
    all: str
    nowhere: str
    lost: str
    simple: str


@dataclass(frozen=True, eq=False)
class Collection:
    """`name`: of its indexes and of its rows in the outbox. `address`: the name of the URL of its page of results.

    `usual_sort`: without a text. `public`: what anybody may see now; `visible_to`: what a person may.
    `documents`: those of the public ones among these ids, a batch at most, in any order, in a constant number of
    queries. `under`: ids of those that a page of the site holds. `turns`: documents that the clock alone changed, with
    the moment at which it did. `simple_texts`: columns that are searched when no engine answers. `has_pins`: editors
    choose what comes first for a question. `has_table`: results may be shown as a table.
    """

    name: str
    address: str
    words: Words
    texts: Texts
    facets: tuple[Facet, ...]
    sorts: Mapping[str, Sort]
    usual_sort: str
    public: Callable[[], QuerySet]
    visible_to: Callable[[Any], QuerySet]
    documents: Callable[[Iterable[int]], Iterator[Document]]
    under: Callable[[Page], Iterable[int]]
    simple_texts: tuple[str, ...]
    turns: Callable[[], Iterable[tuple[datetime, QuerySet]]] = tuple
    has_pins: bool = False
    has_table: bool = False

    @cached_property
    def model(self) -> type[Model]:
        return self.public().model

    @cached_property
    def counted_facets(self) -> tuple[Facet, ...]:
        return tuple(facet for facet in self.facets if not facet.probed)

    @cached_property
    def facet_labels(self) -> dict[str, str]:
        return {facet.name: facet.label for facet in self.facets}


def values_of(facets: Iterable[Facet], gathered: Any) -> dict[str, tuple[str, ...]]:
    """Values of all these facets for a document, sorted, without blanks."""
    return {facet.name: tuple(sorted({str(value) for value in facet.read(gathered) if value})) for facet in facets}
