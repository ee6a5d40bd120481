"""Words that the index does not know, and known ones that the person may have meant."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from heapq import nlargest
from operator import itemgetter
from string import ascii_lowercase

from spellchecker import SpellChecker

from search.language.analysis import WordToken, compounds, fold, tokens
from search.protocol import Lexicon

_SHORTEST_WITH_TYPO = 4
_SHORTEST_WITH_TWO = 8
_MOST_CORRECTIONS = 3
_LIKENESS = 0.85
_MOST_COMPARED = 300
"""Comparing words is slow: only with the most common ones."""
Correction = tuple[int, int, str]
"""Start and end in the question, and the replacement."""


def words_of(
    text: str, lexicon: Lexicon, kept: frozenset[str] = frozenset()
) -> tuple[list[WordToken], list[Correction]]:
    """The words of a question, joined or hyphenated as in documents: « rendezvous » and « rendé-vous » give the words
    of « rendez-vous », « co voiturage » gives « covoiturage ». Words that are `kept` are not misspelled.
    """
    found = list(tokens(text))
    right = [token for token in found if token.word in kept]
    corrections = [
        (start, end, spelling)
        for start, end, spelling in _misspelled_compounds(text, lexicon)
        if not any(start <= token.start < end for token in right)
    ]
    others = [t for t in found if not any(start <= t.start < end for start, end, _ in corrections)]
    words = [_placed(spelling, start, end) for start, end, spelling in corrections]
    words += [_hyphenated(token, lexicon) for token in _joined(others, lexicon)]
    return sorted((token for those in words for token in those), key=lambda token: token.start), corrections


def near(word: str, lexicon: Lexicon, others: Mapping[str, str]) -> list[str]:
    """Known words that a misspelled one may be, as written, most common first: one letter away or, for long words, two.
    `others`: known words that are not in documents, folded -> as written.
    """
    if not _may_be_misspelled(word):
        return []
    known = lexicon.words()
    other_number = word[:-1] if word.endswith("s") else f"{word}s"
    found: list[str] = []
    for each in (word, other_number):
        if not found:
            away = (other for other in one_letter_away(each) if _may_be(word, other))
            found = [other for other in away if known[other] or other in others]
    if not found and len(word) >= _SHORTEST_WITH_TWO:
        found = known.farther(word) or known.farther(other_number)
    closest = sorted(found, key=lambda other: (-known[other], other))[:_MOST_CORRECTIONS]
    return [lexicon.spelled(other) if known[other] else others[other] for other in closest]


def completed(word: str, lexicon: Lexicon, most: int = 1) -> list[str]:
    """The most common words with this beginning, as written; none for a word that is already French."""
    if most == 1 and not _may_be_misspelled(word):
        return []
    found = nlargest(most, lexicon.words().starting(word), key=lambda one: (one[1], one[0]))
    return [lexicon.spelled(other) for other, _ in found]


def beginning_near(word: str, lexicon: Lexicon) -> str:
    """The beginning of known words that an unfinished, misspelled one may be; "" if there is none."""
    if not _may_be_misspelled(word):
        return ""
    near = sorted(one_letter_away(word), key=lambda other: (abs(len(other) - len(word)), other))
    known = lexicon.words()
    return next((other for other in near if other[:1] == word[0] and known.completes(other)), "")


def like(word: str, lexicon: Lexicon) -> str:
    """The known word most similar to an unknown one, beyond typos; "" if there is none."""
    if len(word) < _SHORTEST_WITH_TWO or not _may_be_misspelled(word):
        return ""
    commonest = nlargest(_MOST_COMPARED, lexicon.words().about_as_long(word), key=itemgetter(1))
    return next(iter(get_close_matches(word, [other for other, _ in commonest], 1, _LIKENESS)), "")


def _may_be_misspelled(word: str) -> bool:
    return len(word) >= _SHORTEST_WITH_TYPO and word.isalpha() and not is_french(word)


def _may_be(word: str, other: str) -> bool:
    """In a long word, the first letter may be wrong too."""
    return word[0] == other[0] or len(word) >= _SHORTEST_WITH_TWO


def _misspelled_compounds(text: str, lexicon: Lexicon) -> list[Correction]:
    corrections = []
    for compound in compounds(text):
        if lexicon.has(compound.word):
            continue
        spellings = [*near(compound.word, lexicon, {})]
        hyphenated = [spelling for spelling in spellings if any(compounds(spelling))]
        corrections += [(compound.start, compound.end, spelling) for spelling in hyphenated[:1]]
    return corrections


def _joined(found: list[WordToken], lexicon: Lexicon) -> list[WordToken]:
    """Two adjacent words that documents write as one."""
    words: list[WordToken] = []
    for token in found:
        before = words[-1] if words else None
        whole = f"{before.word}{token.word}" if before else ""
        if before and not (lexicon.has(before.word) and lexicon.has(token.word)) and lexicon.has(whole):
            words[-1:] = _placed(whole, before.start, token.end)
        else:
            words.append(token)
    return words


def _hyphenated(token: WordToken, lexicon: Lexicon) -> list[WordToken]:
    """The words of « rendez-vous » when documents know « rendezvous » only in that form."""
    if lexicon.knows(token.stem) or not lexicon.has(token.word):
        return [token]
    return _placed(lexicon.spelled(token.word), token.start, token.end) or [token]


def _placed(spelling: str, start: int, end: int) -> list[WordToken]:
    """The words of another spelling, at the place of the original."""
    return [WordToken(token.word, token.stem, start, end) for token in tokens(spelling)]


def is_french(word: str) -> bool:
    """Folded: « âgées » and « agees » alike."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    """About 130 000, read in a third of a second by a process that meets a word no document has."""
    return frozenset(fold(word) for word in SpellChecker(language="fr").word_frequency.words())


def one_letter_away(word: str) -> set[str]:
    """One letter added, missing or wrong, or two swapped."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    missing = {a + b[1:] for a, b in splits if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    wrong = {a + c + b[1:] for a, b in splits if b for c in ascii_lowercase}
    added = {a + c + b for a, b in splits for c in ascii_lowercase}
    return (missing | swapped | wrong | added) - {word}
