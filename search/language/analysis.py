"""From French text to the terms that are indexed and searched: elision, accents, stop words, light stemming.

Both engines receive terms made here, so that they agree on what a word is.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from search.language.stemming import stem


def _listed(name: str) -> frozenset[str]:
    return frozenset((Path(__file__).parent / name).read_text(encoding="utf-8").split())


_WORD = re.compile(r"[^\W_]+")
_HYPHENS = "-\u2010\u2011"
_COMPOUND = re.compile(rf"(?<![^\W_])[^\W_]++(?:[{_HYPHENS}][^\W_]++)+")
"""Words without a hyphen are skipped at once, instead of being tried from each letter."""
_JOINING = str.maketrans("", "", _HYPHENS)
_ELIDED = {"l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "aujourd"}
_APOSTROPHES = frozenset("'’ʼ`´")
_WORD_AND_APOSTROPHE = re.compile(rf"[^\W_]+[{''.join(_APOSTROPHES)}]?")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
STOP_WORDS = _listed("stop_words.txt")
"""Folded words that carry no meaning for a service."""
_SAID_IN_CAPITALS = {"CA"}
"""« ça » is a stop word, but « la CA du Pays basque » is a communauté d'agglomération."""
QUESTION_WORDS = _listed("question_words.txt")
"""Folded words around what people look for: « nous cherchons un outil pour… »."""
_LOCUTIONS = tuple(
    tuple(line.split())
    for line in (Path(__file__).parent / "locutions.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)
_LONGEST_WORD = 40


class WordToken(NamedTuple):
    """A word of a text: folded, its stem, and its place."""

    word: str
    stem: str
    start: int
    end: int


class WrittenWord(NamedTuple):
    """A word of a text: folded, its stem, and as written, in lower case."""

    word: str
    stem: str
    form: str


def fold(text: str) -> str:
    """Lower case without accents, with the same number of words: « Œuvre » -> "oeuvre"."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def tokens(text: str) -> Iterator[WordToken]:
    """The words of a text, without elided articles, stop words and strings too long to be words."""
    for found in _WORD.finditer(text):
        word, its_stem = _read(found.group())
        if its_stem and not (word in _ELIDED and text[found.end() : found.end() + 1] in _APOSTROPHES):
            yield WordToken(word, its_stem, found.start(), found.end())


def roughly(text: str) -> list[tuple[str, str]]:
    """Like `tokens` but much faster, and with elided articles: to find where to look closer."""
    return [_read(found) for found in _WORD.findall(text)]


@lru_cache(maxsize=50_000)
def _read(written: str) -> tuple[str, str]:
    """A folded word and its stem, which is empty for stop words and strings too long to be words."""
    word = fold(written)
    said = word not in STOP_WORDS or written in _SAID_IN_CAPITALS
    return word, stem(word) if said and 0 < len(word) <= _LONGEST_WORD else ""


def written(text: str) -> list[WrittenWord]:
    """The same words without their places, for indexing. Each distinct word is analysed once."""
    return [word for piece in _WORD_AND_APOSTROPHE.findall(text) if (word := _alone(piece))]


@lru_cache(maxsize=50_000)
def _alone(piece: str) -> WrittenWord | None:
    """A word and its apostrophe, if any: all that `tokens` needs."""
    token = next(tokens(piece), None)
    return WrittenWord(token.word, token.stem, piece[token.start : token.end].lower()) if token else None


def in_locutions(text: str) -> set[int]:
    """Places of words that mean nothing together: « à côté de », « mettre en place »."""
    places = [(fold(found.group()), found.start()) for found in _WORD.finditer(text)]
    words = tuple(word for word, _ in places)
    return {
        start
        for place in range(len(words))
        for locution in _LOCUTIONS
        if words[place : place + len(locution)] == locution
        for _, start in places[place : place + len(locution)]
    }


def compounds(text: str) -> Iterator[WordToken]:
    """Hyphenated words as one word: « rendez-vous » -> "rendezvous"."""
    for found in _COMPOUND.finditer(text):
        word = joined(found.group())
        if len(word) <= _LONGEST_WORD:
            yield WordToken(word, stem(word), found.start(), found.end())


def joined(spelling: str) -> str:
    """« Rendez-vous », « rendezvous » -> "rendezvous"."""
    return fold(spelling).translate(_JOINING)


def hyphenated(name: str) -> str:
    """A name as one word: « Mon suivi social » -> "Mon-suivi-social"."""
    return "-".join(_WORD.findall(name))


def stems(text: str) -> list[str]:
    return [token.stem for token in tokens(text)]


def name_key(text: str) -> str:
    """Identifies a name however it is split: « Espace sur demande », « espace-demande » -> "espacedemande"."""
    return "".join(token.word for token in tokens(text)).rstrip("s")


def name_keys(name: str) -> list[str]:
    """With and without its stop words: « Mon suivi social » is also typed « monsuivisocial »."""
    return sorted({name_key(name), in_one_word(name).rstrip("s")} - {""})


def words_of(text: str) -> set[str]:
    """All words, folded, stop words included."""
    return set(_WORD.findall(fold(text)))


def in_one_word(text: str) -> str:
    """« La Suite » -> "lasuite"."""
    return "".join(_WORD.findall(fold(text)))


Key = tuple[str, ...]


def question_key(text: str) -> Key:
    """Equal for questions that the search does not distinguish: case, accents, plurals and word order are ignored."""
    words = list(tokens(text))
    asked = [token for token in words if token.word not in QUESTION_WORDS] or words
    return tuple(sorted({token.stem for token in asked}))
