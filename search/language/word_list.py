"""The words that documents are made of, and those among them that a misspelled one may stand for."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from string import ascii_lowercase
from typing import Protocol

from rapidfuzz.distance import OSA

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


def one_letter_away(word: str) -> set[str]:
    """An added letter, a missing, a wrong one, or two swapped."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    missing = {a + b[1:] for a, b in splits if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    wrong = {a + c + b[1:] for a, b in splits if b for c in ascii_lowercase}
    added = {a + c + b for a, b in splits for c in ascii_lowercase}
    return (missing | swapped | wrong | added) - {word}


def _letters(word: str) -> int:
    """Which letters it is made of, one bit each."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


def _apart(word: str, other: str) -> int:
    """How many added, missing, wrong or swapped letters; one more than the farthest stands for all beyond."""
    return OSA.distance(word, other, score_cutoff=FARTHEST)
