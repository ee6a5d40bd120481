"""What every engine of the public search must do, and the values it exchanges. Independent of any engine."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from rapidfuzz.distance import OSA

from search.collection import Collection, Document

ORDERS = ("pertinence", "adoption", "recent", "nom")
"""How engines sort: by score, by how many use or support a document, by date, by name."""
ELASTICSEARCH = "elasticsearch"
"""The name of the engine that is a server, known without reading its libraries."""
PREFIX_WEIGHTS = {"title_words": 8.0, "foremost_words": 3.0, "words": 0.5}
"""Added to the score for a word with this beginning: in titles, in important texts, anywhere."""
SAME_NAME, NAME_STARTS = 10_000.0, 30.0
"""Added to the score of the service that the question names, and of those whose name starts with it."""
PRESENT, SAID_FIRST = 30.0, 10.0
"""When some terms are enough: added for each term that a service has, times its worth, and again if it is in an
important text."""
PINNED = 100_000.0
"""Added to the score of the last pinned service, twice as much to the one before it, and so on."""


class EngineError(Exception):
    """The engine could not answer or write."""


class IndexMissing(EngineError):
    """There is no index, or another version of the code made it: it has to be rebuilt."""


class IndexDamaged(IndexMissing):
    """There is one, but it cannot be read or trusted, which is no better than none."""


@dataclass(frozen=True)
class Alternative:
    """One way to match a word of the question: all these stems, adjacent if `together`.

    `spelling`: the same as written, for engines that rank with an analysis of their own; empty if unknown.
    """

    stems: tuple[str, ...]
    weight: float = 1.0
    together: bool = False
    spelling: str = ""


@dataclass(frozen=True)
class QueryTerm:
    """A word (or expression) of the question: any of its alternatives, or any word that starts with `prefix`.

    When some of the terms are enough, `worth` is added to the score for having it, `weight` counts towards enough, and
    `first` counts besides if it is in an important text.
    """

    text: str
    alternatives: tuple[Alternative, ...]
    prefix: str = ""
    worth: float = 1.0
    weight: int = 1
    first: int = 0


@dataclass(frozen=True)
class Eligibility:
    """The territory for which « usable » is judged; `in_use`: ids of the services it uses."""

    kind: str
    population: int | None
    in_use: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Request:
    """A question: every term, and one of the values for each facet in `filters`.

    `at_least`: how much of the terms' weights is enough, 0 when all are required. A service that lacks some must have,
    in an important text, one of the terms that count there (wherever the stems of its alternative are); one of those
    with a weight if none does.

    `upfront`: services that match fully come first, whatever the sort: those with all the terms, and one with a weight
    outside the body. The others follow: those with all of them in passing, and those with enough.

    `name`: the question as the name of a service (`analysis.name_key`), which then comes first. `pinned`: services that
    match fully whatever their words, if the filters let them, in this order. `probes`: values of facets to count one
    by one. `counted`: whether facets are counted at all. `quoted`: whether the bodies of hits are wanted.
    """

    terms: tuple[QueryTerm, ...] = ()
    at_least: int = 0
    upfront: bool = False
    name: str = ""
    pinned: tuple[int, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    eligibility: Eligibility | None = None
    probes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted: bool = True
    quoted: bool = True
    sort: str = "adoption"
    offset: int = 0
    limit: int = 20
    now: int = 0

    def without(self, facet: str) -> dict[str, tuple[str, ...]]:
        return {name: values for name, values in self.filters.items() if name != facet}


@dataclass(frozen=True)
class EngineAnswer:
    """`counts`: facet -> value -> services, where each facet ignores its own selection.

    `full`: how many of the total match fully; all of them unless the request separates them. `bodies`: the text
    `body` of each hit, to show where it matched; empty if no word was asked. `lacking`: places of the terms that a hit
    does not have, when some were enough; empty if it has all of them in passing. Hits that match fully are left out.
    """

    ids: list[int]
    total: int
    full: int
    counts: dict[str, dict[str, int]]
    bodies: Mapping[int, str] = field(default_factory=dict)
    lacking: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What the index has to show for a document: it or nothing. Versions of a document only grow."""

    pk: int
    version: int
    document: Document | None = None


@dataclass(frozen=True)
class Failure:
    """Why a change was not written. `lasting`: the document itself is refused, so retrying is useless.

    `busy`: the engine has no time or space now, which says nothing about the document: it is retried.
    """

    reason: str
    lasting: bool = False
    busy: bool = False


FARTHEST = 2
_LETTERS_HELD = 8
_WORDS_HELD = 20_000
_Shapes = dict[int, list[tuple[str, int, int]]]


class Starting(Protocol):
    def __call__(self, beginning: str, /, limit: int | None = None) -> list[tuple[str, int]]: ...


class WordList:
    """Folded words with their numbers of documents, read from an index that may have a million of them.

    `count`: of one word. `starting`: words with a beginning, all or some, with their counts.
    """

    def __init__(self, count: Callable[[str], int], starting: Starting) -> None:
        self._count = lru_cache(maxsize=_WORDS_HELD)(count)
        self._starting = starting
        self._shapes = lru_cache(maxsize=_LETTERS_HELD)(self._shapes_of)

    def __getitem__(self, word: str) -> int:
        return self._count(word)

    def all(self) -> dict[str, int]:
        return dict(self._starting(""))

    def completes(self, beginning: str) -> bool:
        return bool(self._starting(beginning, limit=1))

    def starting(self, beginning: str) -> list[tuple[str, int]]:
        """Words with this beginning, each with its count."""
        return self._starting(beginning)

    def farther(self, word: str) -> list[str]:
        """Two letters away, with the same first letter."""
        return [other for other in self._made_of_like_letters(word) if _apart(word, other) == FARTHEST]

    def about_as_long(self, word: str) -> Iterator[tuple[str, int]]:
        """With the same first letter too; each with its count."""
        shapes = self._shapes(word[0])
        for size in range(len(word) - FARTHEST - 1, len(word) + FARTHEST + 2):
            yield from ((other, count) for other, _, count in shapes.get(size, ()))

    def _made_of_like_letters(self, word: str) -> Iterator[str]:
        """Comparing is slow: only words of similar length that share nearly all the letters."""
        letters, shapes = _letters(word), self._shapes(word[0])
        for size in range(len(word) - FARTHEST, len(word) + FARTHEST + 1):
            for other, its, _ in shapes.get(size, ()):
                if (letters ^ its).bit_count() <= 2 * FARTHEST:
                    yield other

    def _shapes_of(self, first: str) -> _Shapes:
        """Words with this first letter, by length: word, its letters, its count."""
        shapes: _Shapes = defaultdict(list)
        for word, count in self._starting(first):
            shapes[len(word)].append((word, _letters(word), count))
        return dict(shapes)


def _letters(word: str) -> int:
    """The letters of a word, one bit each."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


def _apart(word: str, other: str) -> int:
    """Letters added, missing, wrong or swapped; one more than the maximum stands for anything beyond."""
    return OSA.distance(word, other, score_cutoff=FARTHEST)


class Lexicon(Protocol):
    """The words of the documents, whichever engine is asked."""

    def knows(self, stem: str) -> bool:
        """Whether some document has this stem."""

    def rarity(self, stem: str, *, foremost: bool = False) -> float:
        """How well a stem distinguishes documents: minus the logarithm of the share of those that have it (in an
        important text, if `foremost`).
        """

    def completes(self, prefix: str) -> bool:
        """Whether some folded word starts with it."""

    def has(self, word: str) -> bool:
        """Whether some document has this folded word, or a hyphenated word that gives it once joined."""

    def words(self) -> WordList:
        """All such words of the index, with their numbers of documents."""

    def spelled(self, word: str) -> str:
        """The most common spelling of a folded word: « critere » -> "critère", « rendezvous » -> "rendez-vous"."""


class Engine(Hashable, Protocol):
    """Holds the documents of one collection. `local`: written by the process that commits, one at a time
    (search.indexing.locks); others by `sync_index`. `server`: what those that are out of reach together have in common.
    """

    name: str
    local: bool
    collection: Collection

    @property
    def server(self) -> Hashable: ...

    def exists(self) -> bool:
        """Whether there is an index to read and to write."""

    def answer(self, request: Request) -> EngineAnswer: ...

    def total(self, request: Request) -> int: ...

    def totals(self, requests: Sequence[Request]) -> list[int]:
        """The totals of several requests at once."""

    def apply(self, changes: Iterable[Change]) -> dict[int, Failure]:
        """Writes; on return every process sees the changes. Returns what was not written, by id. Raises EngineError if
        nothing was. An engine with several writers refuses changes older than what it shows; those who write to a local
        one do so in turn, each with what it has just read.
        """

    def signatures(self, after: int = 0, up_to: int | None = None) -> dict[int, int]:
        """Id -> `signature(document)` when it was indexed, for ids beyond `after`, up to `up_to` included."""

    def verify(self) -> None:
        """Reads the whole index again. Raises EngineError."""

    def expired(self, now: int) -> list[int]:
        """Ids of documents whose `expires` is past."""

    def rebuild(self, changes: Iterable[Change]) -> AbstractContextManager["Rebuilt"]:
        """A fresh index next to the one in use, discarded unless it is switched to."""

    def rollback(self) -> AbstractContextManager["Rebuilt"]:
        """The previous index, unchanged since; after switching to it, the current one becomes the previous one.

        Raises IndexMissing if there is none that this code can read.
        """


class Rebuilt(Protocol):
    def count(self) -> int: ...

    def apply(self, changes: Iterable[Change]) -> dict[int, Failure]: ...

    def switch(self) -> None: ...
