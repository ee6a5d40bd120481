"""What every engine of the public search must do, and the values it exchanges. Nothing here knows which one answers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from rapidfuzz.distance import OSA

SORTS = ("pertinence", "adoption", "recent", "nom")
TEXT_FIELDS = {"name": 8.0, "action": 6.0, "summary": 3.0, "themes": 2.0, "operator": 2.0, "body": 2.0, "labels": 0.5}
"""Fields searched, with their weight in the ranking. `labels`: how the service is classified, themes apart."""
FOREMOST = ("name", "action", "summary", "themes")
"""What a sheet says first."""
UPFRONT = tuple(name for name in TEXT_FIELDS if name != "body")
"""All that a sheet says besides its long text, where a word may be in passing."""
TITLES = ("name", "action")
PREFIX_WEIGHTS = {"title_words": 8.0, "foremost_words": 3.0, "words": 0.5}
"""Added to the score of what has a word that starts so: in its titles, in what it says first, anywhere."""
SAME_NAME, NAME_STARTS = 10_000.0, 30.0
"""Added to the score of the service that the question names, and of those whose name it begins."""
PRESENT, SAID_FIRST = 30.0, 10.0
"""When some terms are enough, added for each that a service has, times its worth, and again for each said first."""
PINNED = 100_000.0
"""Added to the score of the last of the services that are pinned, twice as much to the one before it, and so on."""


class EngineError(Exception):
    """The engine could not answer or write."""


class IndexMissing(EngineError):
    """There is no index, or it was made by another version of the code: it has to be rebuilt."""


class IndexDamaged(IndexMissing):
    """There is one, and it cannot be read, or not trusted: it is no better than none."""


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
    """One way to match a word of the question: all these stems, side by side when `together`.

    `spelling`: the same as it is written, for an engine that ranks by an analysis of its own; empty when unknown.
    """

    stems: tuple[str, ...]
    weight: float = 1.0
    together: bool = False
    spelling: str = ""


@dataclass(frozen=True)
class QueryTerm:
    """A word (or an expression) of the question: any of its alternatives, or any word that starts with `prefix`.

    Among terms of which some are enough, `worth` is what having it adds to the score; `weight` what it counts for, and
    `first` what it counts for besides in a foremost field.
    """

    text: str
    alternatives: tuple[Alternative, ...]
    prefix: str = ""
    worth: float = 1.0
    weight: int = 1
    first: int = 0


@dataclass(frozen=True)
class Eligibility:
    """The territory that « usable » is judged for; `in_use`: ids of the services it uses."""

    kind: str
    population: int | None
    in_use: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Request:
    """A question: every term, and for each facet in `filters` one of its values.

    `at_least`: how much of the weights of the terms is enough, 0 when all are asked; a service that lacks some has in
    a foremost field one of those that count there (no matter where the stems of its alternative are); one of those that
    weigh when none does.
    `upfront`: services that answer wholly come first, whatever the sort: those that have all the terms, one of those
    that weigh outside the body. Others follow: those that have all in passing, and those for which some are enough.
    `name`: the question as a name of service (`analysis.name_key`), for the service so called to come first.
    `pinned`: services that answer wholly whatever their words, as long as the filters let them; the most pertinent, in
    this order.
    `probes`: values of facets to count one by one. `counted`: whether facets are counted at all.
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
    sort: str = "adoption"
    offset: int = 0
    limit: int = 20
    now: int = 0

    def without(self, facet: str) -> dict[str, tuple[str, ...]]:
        return {name: values for name, values in self.filters.items() if name != facet}


@dataclass(frozen=True)
class EngineAnswer:
    """`counts`: facet -> value -> services, each facet ignoring its own selection.

    `whole`: how many of the total answer wholly, all unless the request tells them apart.
    `bodies`: the text `body` of each hit, to show where it matched; none when no word was asked.
    `lacking`: the places of the terms that a hit has not, when some were enough; none when it has all in passing. Hits
    that answer wholly are left out.
    """

    ids: list[int]
    total: int
    whole: int
    counts: dict[str, dict[str, int]]
    bodies: Mapping[int, str] = field(default_factory=dict)
    lacking: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What the index has to show of a service: its document, or nothing. Versions of one service only grow."""

    pk: int
    version: int
    document: Document | None = None


@dataclass(frozen=True)
class Failure:
    """Why a change was not written. `lasting`: the document itself is refused, trying again is of no use.

    `busy`: the engine has no time or no room now, which says nothing of the document: it is tried again and again.
    """

    reason: str
    lasting: bool = False
    busy: bool = False


FARTHEST = 2
_LETTERS_HELD = 8
_Shapes = dict[int, list[tuple[str, int, int]]]


class Starting(Protocol):
    def __call__(self, beginning: str, /, limit: int | None = None) -> list[tuple[str, int]]: ...


class WordList:
    """Folded words and the number of documents that have each: asked of an index, which may have a million of them.

    `count`: of one word; `starting`: the words that start so, all of them or a few, with their counts.
    """

    def __init__(self, count: Callable[[str], int], starting: Starting) -> None:
        self._count = count
        self._starting = starting
        self._shapes = lru_cache(maxsize=_LETTERS_HELD)(self._shapes_of)

    def __getitem__(self, word: str) -> int:
        return self._count(word)

    def all(self) -> dict[str, int]:
        return dict(self._starting(""))

    def completes(self, beginning: str) -> bool:
        return bool(self._starting(beginning, limit=1))

    def starting(self, beginning: str) -> list[tuple[str, int]]:
        """The words that start so, each with its count."""
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
        """Comparing takes long: only words of about its length, that share nearly all its letters."""
        letters, shapes = _letters(word), self._shapes(word[0])
        for size in range(len(word) - FARTHEST, len(word) + FARTHEST + 1):
            for other, its, _ in shapes.get(size, ()):
                if (letters ^ its).bit_count() <= 2 * FARTHEST:
                    yield other

    def _shapes_of(self, first: str) -> _Shapes:
        """The words with that first letter, by length: word, its letters, its count."""
        shapes: _Shapes = defaultdict(list)
        for word, count in self._starting(first):
            shapes[len(word)].append((word, _letters(word), count))
        return dict(shapes)


def _letters(word: str) -> int:
    """Which letters it is made of, one bit each."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


def _apart(word: str, other: str) -> int:
    """How many added, missing, wrong or swapped letters; one more than the farthest stands for all beyond."""
    return OSA.distance(word, other, score_cutoff=FARTHEST)


class Lexicon(Protocol):
    """The words that documents are made of, whichever engine is asked for documents."""

    def knows(self, stem: str) -> bool:
        """Whether some document has this stem."""

    def rarity(self, stem: str, *, foremost: bool = False) -> float:
        """How much a stem tells documents apart: minus the logarithm of the share of them that have it (or say it
        first).
        """

    def completes(self, prefix: str) -> bool:
        """Whether some folded word starts so."""

    def has(self, word: str) -> bool:
        """Whether some document has this folded word, or a word with hyphens that makes it once joined."""

    def words(self) -> WordList:
        """Every such word of the index, with the number of documents that have it."""

    def spelled(self, word: str) -> str:
        """How documents mostly write this folded word: « critere » -> "critère", « rendezvous » -> "rendez-vous"."""


class Engine(Protocol):
    """`local`: written by the process that commits, one at a time (search.indexing.locks); others by `sync_index`."""

    name: str
    local: bool

    def exists(self) -> bool:
        """Whether there is an index to answer from and to write to."""

    def answer(self, request: Request) -> EngineAnswer: ...

    def total(self, request: Request) -> int: ...

    def totals(self, requests: Sequence[Request]) -> list[int]:
        """The same of several, in one go."""

    def apply(self, changes: Iterable[Change]) -> dict[int, Failure]:
        """Write; on return, any process that asks sees it. Returns what was not written, by id. Raises EngineError when
        nothing was. An engine that several may write to at once takes no change older than what it shows; those who
        write to a local one do so one after the other, each what it has just read.
        """

    def signatures(self, after: int = 0, up_to: int | None = None) -> dict[int, int]:
        """Id -> what `signature(document)` was when it was indexed; of ids beyond `after`, up to `up_to` included."""

    def verify(self) -> None:
        """Read all that the index is made of, whatever was read before. Raises EngineError."""

    def expired(self, now: int) -> list[int]:
        """Ids of the documents whose `expires` is past."""

    def rebuild(self, changes: Iterable[Change]) -> AbstractContextManager["Rebuilt"]:
        """A fresh index beside the one in use, thrown away unless it is switched to."""

    def rollback(self) -> AbstractContextManager["Rebuilt"]:
        """The index before the one in use, as it was left; switched to, the one in use becomes the one before.

        Raises IndexMissing when there is none that this code can read.
        """


class Rebuilt(Protocol):
    def count(self) -> int: ...

    def apply(self, changes: Iterable[Change]) -> dict[int, Failure]: ...

    def switch(self) -> None: ...
