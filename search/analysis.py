"""French text to the terms that are indexed and searched: elision, accents, stop words, light stemming, typos.

Both engines receive terms made here, so that they agree on what a word is.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple

from search.stemming import stem

_WORD = re.compile(r"[^\W_]+")
_HYPHENS = "-\u2010\u2011"
_COMPOUND = re.compile(rf"[^\W_]+(?:[{_HYPHENS}][^\W_]+)+")
_JOINING = str.maketrans("", "", _HYPHENS)
_ELIDED = {"l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "aujourd"}
_APOSTROPHES = "'’ʼ`´"
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
STOP_WORDS = frozenset((Path(__file__).parent / "stop_words.txt").read_text(encoding="utf-8").split())
"""Folded words that say nothing of a service."""
_LONGEST_WORD = 40


class Token(NamedTuple):
    """A word of a text: as folded, its stem, and where it stands in the original."""

    word: str
    stem: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents, same number of words; « Œuvre » -> "oeuvre"."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


_folded = lru_cache(maxsize=50_000)(fold)
"""Texts repeat their words."""


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, without elided articles, stop words and what is too long to be a word."""
    for found in _WORD.finditer(text):
        word = _folded(found.group())
        elided = word in _ELIDED and text[found.end() : found.end() + 1] in _APOSTROPHES and found.end() < len(text)
        if not elided and word not in STOP_WORDS and 0 < len(word) <= _LONGEST_WORD:
            yield Token(word, stem(word), found.start(), found.end())


def compounds(text: str) -> Iterator[Token]:
    """Words with hyphens, each as one word: « rendez-vous » -> "rendezvous"."""
    for found in _COMPOUND.finditer(text):
        word = joined(found.group())
        if len(word) <= _LONGEST_WORD:
            yield Token(word, stem(word), found.start(), found.end())


def joined(spelling: str) -> str:
    """« Rendez-vous », « rendezvous » -> "rendezvous"."""
    return _folded(spelling).translate(_JOINING)


def stems(text: str) -> list[str]:
    return [token.stem for token in tokens(text)]


def one_letter_away(word: str) -> set[str]:
    """Every string that one added, missing, wrong or swapped letter makes of `word`."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    alphabet = ascii_lowercase
    missing = {a + b[1:] for a, b in splits if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    wrong = {a + c + b[1:] for a, b in splits if b for c in alphabet}
    added = {a + c + b for a, b in splits for c in alphabet}
    return (missing | swapped | wrong | added) - {word}
