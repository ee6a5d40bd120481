"""From what a person typed to what an engine looks for: words, expressions and synonyms, typos, beginnings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from search.analysis import Token, stems
from search.engines.base import Alternative, Engine, Term
from search.spelling import Correction, like, near, words_of

_SYNONYM_WEIGHT = 0.8
_TYPO_WEIGHT = 0.6
_SHORTEST_PREFIX = 2
_MOST_PROPOSALS = 2
"""Looking for a word that looks like another is slow: only for the first that nobody knows."""


@dataclass(frozen=True)
class Synonyms:
    """`groups`: sets of expressions, each the stems of one expression."""

    groups: tuple[frozenset[tuple[str, ...]], ...] = ()

    @classmethod
    @lru_cache(maxsize=4)  # editors seldom change them
    def of(cls, sets: tuple[str, ...]) -> "Synonyms":
        """`sets`: each a text of one expression a line."""
        groups = (frozenset(tuple(stems(line)) for line in lines.splitlines()) - {()} for lines in sets)
        return cls(tuple(group for group in groups if len(group) > 1))

    def longest_at(self, words: Sequence[str]) -> tuple[tuple[str, ...], set[tuple[str, ...]]]:
        """The longest expression that `words` starts with, and the others of all the groups it belongs to."""
        starting = [e for group in self.groups for e in group if tuple(words[: len(e)]) == e]
        if not starting:
            return (), set()
        longest = max(starting, key=len)
        others = {e for group in self.groups if longest in group for e in group}
        return longest, others - {longest}


@dataclass(frozen=True)
class Plan:
    """`corrected`: the text with unknown words replaced by the nearest known ones; empty when all are known."""

    terms: tuple[Term, ...] = ()
    corrected: str = ""
    unknown: tuple[str, ...] = ()


@dataclass
class _Planner:
    """`typing`: the last word may be unfinished, even when it is a word already."""

    engine: Engine
    synonyms: Synonyms
    text: str
    typing: bool
    corrections: list[Correction]
    terms: list[Term] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def plan(text: str, engine: Engine, synonyms: Synonyms, *, typing: bool = False) -> Plan:
    """Every word counts (stop words apart); one that the index does not know is corrected by one letter if possible."""
    found, corrections = words_of(text, engine)
    planner = _Planner(engine, synonyms, text, typing, corrections)
    place = 0
    while place < len(found):
        place += _next_term(planner, found[place:])
    return Plan(tuple(planner.terms), _corrected(planner), tuple(planner.unknown))


def _next_term(planner: _Planner, rest: list[Token]) -> int:
    """Add the term that `rest` starts with; return how many words it takes."""
    expression, others = planner.synonyms.longest_at([token.stem for token in rest])
    if expression:
        size = len(expression)
        alternatives = [Alternative(expression)]
        alternatives += [Alternative(other, _SYNONYM_WEIGHT, together=True) for other in sorted(others)]
        spelled = planner.text[rest[0].start : rest[size - 1].end]
        prefix = rest[0].word if planner.typing and size == 1 == len(rest) else ""
        planner.terms.append(Term(spelled, tuple(alternatives), prefix))
        return size
    planner.terms.append(_word(planner, rest[0], last=len(rest) == 1))
    return 1


def _word(planner: _Planner, token: Token, last: bool) -> Term:
    unfinished = last and len(token.word) >= _SHORTEST_PREFIX and (planner.typing or not planner.engine.has(token.word))
    prefix = token.word if unfinished else ""
    exact = Alternative((token.stem,))
    spelled = planner.text[token.start : token.end]
    if planner.engine.knows(token.stem) or (prefix and planner.engine.completes(prefix)):
        return Term(spelled, (exact,), prefix)
    close = [planner.engine.spelled(word) for word in near(token.word, planner.engine)]
    if close:
        planner.corrections.append((token.start, token.end, close[0]))
        corrected = {tuple(stems(spelling)) for spelling in close} - {()}
        return Term(spelled, tuple(Alternative(each, _TYPO_WEIGHT) for each in sorted(corrected)))
    planner.unknown.append(spelled)
    _note_likeness(planner, token)
    return Term(spelled, (exact,), prefix)


def _note_likeness(planner: _Planner, token: Token) -> None:
    """Further than one letter, nothing is searched instead: a correction is proposed."""
    likeness = like(token.word, planner.engine) if len(planner.unknown) <= _MOST_PROPOSALS else ""
    if likeness:
        planner.corrections.append((token.start, token.end, planner.engine.spelled(likeness)))


def _corrected(planner: _Planner) -> str:
    text = planner.text
    for start, end, spelling in sorted(planner.corrections, reverse=True):
        text = text[:start] + spelling + text[end:]
    return text if planner.corrections else ""
