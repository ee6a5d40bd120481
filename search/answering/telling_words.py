"""The words of a text, how much it says each, and how many documents have it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from search.language.analysis import QUESTION_WORDS, written
from search.protocol import Alternative, QueryTerm, WordList

_PRESENCE = 0.1
"""The share of the engine's bonus for containing a word, so that the word's place in the documents counts too."""


@dataclass
class SaidWord:
    """`spelling`: as first written. `said`: how much. `documents`: how many have it, in its most common form."""

    spelling: str
    said: float = 0.0
    documents: int = 0


def words_said(texts: Iterable[tuple[str, float]], known: WordList) -> dict[str, SaidWord]:
    """By stem. `texts`: each with the value of its words.

    How many documents have a word comes from the list of words: `Lexicon.rarity` reads the disk for each.
    """
    words: dict[str, SaidWord] = defaultdict(lambda: SaidWord(""))
    for text, value in texts:
        for word, times in Counter(word for word in written(text) if word.word not in QUESTION_WORDS).items():
            its = words[word.stem]
            its.said += value * (1 + log(times))
            its.documents = max(its.documents, known[word.word])
            its.spelling = its.spelling or word.form
    return dict(words)


def term_of(stem: str, spelling: str, worth: float) -> QueryTerm:
    return QueryTerm(spelling, (Alternative((stem,), worth, spelling=spelling),), worth=_PRESENCE * worth)
