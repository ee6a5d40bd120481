"""Words that the index does not know, and the known ones that the person may have meant."""

from difflib import get_close_matches
from heapq import nlargest

from search.analysis import Token, compounds, one_letter_away, tokens
from search.engines.base import Engine

_SHORTEST_WITH_TYPO = 5
_ANY_LETTER_MAY_BE_WRONG = 6
"""One wrong letter makes another word of a shorter one (« âgées », « agréées »): there, only two are swapped."""
_FIRST_LETTER_MAY_BE_WRONG = 8
"""« fuite » is not « suite »."""
_MOST_CORRECTIONS = 5
_MOST_COMPARED = 300
"""Comparing words is slow: only the commonest."""
_LIKENESS = 0.85
Correction = tuple[int, int, str]
"""From where to where in the question, and what to write there."""


def words_of(text: str, engine: Engine) -> tuple[list[Token], list[Correction]]:
    """The words of a question, joined or hyphenated as documents have them: « rendezvous » and « rendé-vous » give
    the words of « rendez-vous », « co voiturage » gives « covoiturage ».
    """
    corrections = _misspelled_compounds(text, engine)
    kept = [t for t in tokens(text) if not any(start <= t.start < end for start, end, _ in corrections)]
    words = [_placed(spelling, start, end) for start, end, spelling in corrections]
    words += [_hyphenated(token, engine) for token in _joined(kept, engine)]
    return sorted((token for those in words for token in those), key=lambda token: token.start), corrections


def near(word: str, engine: Engine) -> list[str]:
    """Known words one letter away, the commonest first."""
    if len(word) < _SHORTEST_WITH_TYPO or not word.isalpha():
        return []
    known = engine.words()
    candidates = _swaps(word) if len(word) < _ANY_LETTER_MAY_BE_WRONG else one_letter_away(word)
    found = [candidate for candidate in candidates if candidate in known and _may_be(word, candidate)]
    return sorted(found, key=lambda candidate: (-known[candidate], candidate))[:_MOST_CORRECTIONS]


def like(word: str, engine: Engine) -> str:
    """The known word that looks most like an unknown one, further than a letter away; "" when none does."""
    if len(word) < _ANY_LETTER_MAY_BE_WRONG or not word.isalpha():
        return ""
    close = range(len(word) - 2, len(word) + 3)
    known = engine.words()
    candidates = [other for other in known if other[0] == word[0] and len(other) in close]
    commonest = nlargest(_MOST_COMPARED, candidates, key=known.__getitem__)
    return next(iter(get_close_matches(word, commonest, 1, _LIKENESS)), "")


def _may_be(word: str, candidate: str) -> bool:
    return word[0] == candidate[0] or len(word) >= _FIRST_LETTER_MAY_BE_WRONG


def _swaps(word: str) -> set[str]:
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)} - {word}


def _misspelled_compounds(text: str, engine: Engine) -> list[Correction]:
    corrections = []
    for compound in compounds(text):
        if engine.has(compound.word):
            continue
        spellings = [engine.spelled(word) for word in near(compound.word, engine)]
        hyphenated = [spelling for spelling in spellings if any(compounds(spelling))]
        corrections += [(compound.start, compound.end, spelling) for spelling in hyphenated[:1]]
    return corrections


def _joined(found: list[Token], engine: Engine) -> list[Token]:
    """Two words side by side that are one for everybody else."""
    words: list[Token] = []
    for token in found:
        before = words[-1] if words else None
        whole = f"{before.word}{token.word}" if before else ""
        if before and not (engine.has(before.word) and engine.has(token.word)) and engine.has(whole):
            words[-1:] = _placed(whole, before.start, token.end)
        else:
            words.append(token)
    return words


def _hyphenated(token: Token, engine: Engine) -> list[Token]:
    """The words of « rendez-vous » when « rendezvous » is all that documents make of the word."""
    if engine.knows(token.stem) or not engine.has(token.word):
        return [token]
    return _placed(engine.spelled(token.word), token.start, token.end) or [token]


def _placed(spelling: str, start: int, end: int) -> list[Token]:
    """The words of another spelling, standing where the person wrote theirs."""
    return [Token(token.word, token.stem, start, end) for token in tokens(spelling)]
