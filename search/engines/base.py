"""What every engine of the public search must do, and the values it exchanges. Nothing here knows which one answers."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

SORTS = ("pertinence", "adoption", "recent", "nom")
TEXT_FIELDS = {"name": 8.0, "action": 6.0, "summary": 3.0, "themes": 2.0, "operator": 2.0, "body": 1.0, "labels": 0.5}
"""Fields searched, with their weight in the ranking. `labels`: how the service is classified, themes apart."""


class EngineError(Exception):
    """The engine could not answer or write."""


class IndexMissing(EngineError):
    """There is no index, or it was made by another version of the code: it has to be rebuilt."""


@dataclass(frozen=True)
class Document:
    """A public service, as engines index it. `updated` and `expires` are seconds since 1970 (`expires` 0: never).

    `facets` maps each facet to its values. No kind means all of them; population bounds are inclusive.
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
class Alternative:
    """One way to match a word of the question: all these stems, side by side when `together`."""

    stems: tuple[str, ...]
    weight: float = 1.0
    together: bool = False


@dataclass(frozen=True)
class Term:
    """A word (or an expression) of the question: any of its alternatives, or any word that starts with `prefix`."""

    text: str
    alternatives: tuple[Alternative, ...]
    prefix: str = ""


@dataclass(frozen=True)
class Eligibility:
    """The territory that « usable » is judged for; `in_use`: ids of the services it uses."""

    kind: str
    population: int | None
    in_use: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Request:
    """A question: every term, and for each facet in `filters` one of its values.

    `probes`: values of facets to count one by one. `counted`: whether facets are counted at all.
    """

    terms: tuple[Term, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    eligibility: Eligibility | None = None
    probes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted: bool = True
    sort: str = "adoption"
    offset: int = 0
    limit: int = 20
    now: int = 0

    def without(self, facet: str) -> dict[str, tuple[str, ...]]:
        return {name: values for name, values in self.filters.items() if name != facet}


@dataclass(frozen=True)
class Answer:
    """`counts`: facet -> value -> services, each facet ignoring its own selection."""

    ids: list[int]
    total: int
    counts: dict[str, dict[str, int]]


class Engine(Protocol):
    def exists(self) -> bool:
        """Whether there is an index to answer from and to write to."""

    def answer(self, request: Request) -> Answer: ...

    def total(self, request: Request) -> int: ...

    def knows(self, stem: str) -> bool:
        """Whether some document has this stem."""

    def completes(self, prefix: str) -> bool:
        """Whether some folded word starts so."""

    def has(self, word: str) -> bool:
        """Whether some document has this folded word, or a word with hyphens that makes it once joined."""

    def words(self) -> Mapping[str, int]:
        """Every such word of the index, with the number of documents that have it."""

    def spelled(self, word: str) -> str:
        """How documents mostly write this folded word: « critere » -> "critère", « rendezvous » -> "rendez-vous"."""

    def apply(self, puts: Iterable[Document], deletes: Iterable[int]) -> None:
        """Write; on return, any process that asks sees it."""

    def signatures(self) -> dict[int, int]:
        """Id -> what `signature(document)` was when it was indexed."""

    def expired(self, now: int) -> list[int]:
        """Ids of the documents whose `expires` is past."""

    def rebuild(self, documents: Iterable[Document]) -> AbstractContextManager["Rebuilt"]:
        """A fresh index beside the one in use, thrown away unless it is switched to."""


class Rebuilt(Protocol):
    def count(self) -> int: ...

    def apply(self, puts: Iterable[Document], deletes: Iterable[int]) -> None: ...

    def switch(self) -> None: ...
