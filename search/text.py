"""From what a person typed to what an engine looks for: words, expressions and synonyms, typos, beginnings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from heapq import nlargest

from search.analysis import Token, one_letter_away, stems, tokens
from search.engines.base import Alternative, Engine, Term

_SYNONYM_WEIGHT = 0.8
_TYPO_WEIGHT = 0.6
_SHORTEST_WITH_TYPO = 4
_SHORTEST_PREFIX = 2
_MOST_CORRECTIONS = 5
_MOST_PROPOSALS = 2
_MOST_COMPARED = 300
"""Comparing words is slow: only the commonest, and only for the first words that nobody knows."""
_LIKENESS = 0.75


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
    engine: Engine
    synonyms: Synonyms
    text: str
    terms: list[Term] = field(default_factory=list)
    corrections: dict[Token, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def plan(text: str, engine: Engine, synonyms: Synonyms) -> Plan:
    """Every word counts (stop words apart); one that the index does not know is corrected by one letter if possible."""
    planner = _Planner(engine, synonyms, text)
    found = list(tokens(text))
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
        prefix = rest[0].word if size == 1 == len(rest) else ""
        planner.terms.append(Term(spelled, tuple(alternatives), prefix))
        return size
    planner.terms.append(_word(planner, rest[0], last=len(rest) == 1))
    return 1


def _word(planner: _Planner, token: Token, last: bool) -> Term:
    prefix = token.word if last and len(token.word) >= _SHORTEST_PREFIX else ""
    exact = Alternative((token.stem,))
    spelled = planner.text[token.start : token.end]
    if planner.engine.knows(token.stem) or (prefix and planner.engine.completes(prefix)):
        return Term(spelled, (exact,), prefix)
    near = _near(planner.engine, token.word)
    if near:
        planner.corrections[token] = near[0]
        corrected = {word for known in near for word in stems(known)}
        return Term(spelled, tuple(Alternative((stem,), _TYPO_WEIGHT) for stem in sorted(corrected)))
    planner.unknown.append(spelled)
    _note_likeness(planner, token)
    return Term(spelled, (exact,), prefix)


def _near(engine: Engine, word: str) -> list[str]:
    """Known words one letter away, the commonest first."""
    if len(word) < _SHORTEST_WITH_TYPO:
        return []
    known = engine.words()
    near = [candidate for candidate in one_letter_away(word) if candidate in known]
    return sorted(near, key=lambda candidate: (-known[candidate], candidate))[:_MOST_CORRECTIONS]


def _note_likeness(planner: _Planner, token: Token) -> None:
    """Further than one letter, nothing is searched instead: a correction is proposed."""
    if len(planner.unknown) > _MOST_PROPOSALS:
        return
    close = range(len(token.word) - 2, len(token.word) + 3)
    known = planner.engine.words()
    candidates = [word for word in known if word[0] == token.word[0] and len(word) in close]
    like = get_close_matches(token.word, nlargest(_MOST_COMPARED, candidates, key=known.__getitem__), 1, _LIKENESS)
    if like:
        planner.corrections[token] = like[0]


def _corrected(planner: _Planner) -> str:
    text = planner.text
    for token, word in sorted(planner.corrections.items(), key=lambda item: -item[0].start):
        text = text[: token.start] + word + text[token.end :]
    return text if planner.corrections else ""
