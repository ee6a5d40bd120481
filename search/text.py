"""From what a person typed to what an engine looks for: words, expressions and synonyms, typos, beginnings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from search.analysis import QUESTION_WORDS, Token, in_one_word, name_key, stems
from search.engines.base import Alternative, Lexicon, Term
from search.spelling import Correction, beginning_near, like, near, words_of
from search.stemming import stem, stems_as_verb

_SYNONYM_WEIGHT = 0.8
_TYPO_WEIGHT = 0.6
_SHORTEST_PREFIX = 2
_MOST_SOUGHT = 4
"""Looking for a word that looks like another is slow: only for the first that nobody knows."""

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """`groups`: sets of expressions, each the stems of one expression and what editors wrote."""

    groups: tuple[dict[Stems, str], ...] = ()

    @classmethod
    @lru_cache(maxsize=4)  # editors seldom change them
    def of(cls, sets: tuple[str, ...]) -> "Synonyms":
        """`sets`: each a text of one expression a line."""
        groups = ({tuple(stems(line)): line.strip() for line in lines.splitlines() if stems(line)} for lines in sets)
        return cls(tuple(group for group in groups if len(group) > 1))

    def longest_at(self, words: Sequence[str]) -> tuple[Stems, dict[Stems, str]]:
        """The longest expression that `words` starts with, and the others of all the groups it belongs to."""
        starting = [e for e in self._by_first_word.get(words[0], ()) if tuple(words[: len(e)]) == e]
        if not starting:
            return (), {}
        longest = max(starting, key=len)
        groups = [group for group in self.groups if longest in group]
        return longest, {e: written for group in groups for e, written in group.items() if e != longest}

    @cached_property
    def _by_first_word(self) -> dict[str, set[Stems]]:
        starting = defaultdict(set)
        for group in self.groups:
            for expression in group:
                starting[expression[0]].add(expression)
        return dict(starting)


@dataclass(frozen=True)
class Plan:
    """`corrected`: the text with unknown words replaced by the nearest known ones; empty when all are known.

    `name`: what the service is called, if the text is its name.
    """

    terms: tuple[Term, ...] = ()
    name: str = ""
    corrected: str = ""
    unknown: tuple[str, ...] = ()


@dataclass
class _Planner:
    """`typing`: the last word may be unfinished, even when it is a word already."""

    lexicon: Lexicon
    synonyms: Synonyms
    text: str
    typing: bool
    kept: frozenset[str]
    corrections: list[Correction]
    terms: list[Term] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def plan(
    text: str, lexicon: Lexicon, synonyms: Synonyms, *, typing: bool = False, kept: frozenset[str] = frozenset()
) -> Plan:
    """Every word counts (stop words apart); one that the index does not know is corrected if possible or not `kept`."""
    found, corrections = words_of(text, lexicon, kept)
    found = [token for token in found if token.word not in QUESTION_WORDS] or found
    planner = _Planner(lexicon, synonyms, text, typing, kept, corrections)
    place = 0
    while place < len(found):
        place += _next_term(planner, found[place:])
    corrected = _corrected(planner)
    return _as_one_word(planner, found) or Plan(
        tuple(planner.terms), name_key(corrected or text), corrected, tuple(planner.unknown)
    )


def _as_one_word(planner: _Planner, found: list[Token]) -> Plan | None:
    """A whole question that others write as one word: « la suite », « LaSuite »."""
    whole = in_one_word(planner.text)
    if not found or whole == found[0].word or not planner.lexicon.knows(stem(whole)):
        return None
    return Plan((_either(planner, whole, found),), whole.rstrip("s"))


def _next_term(planner: _Planner, rest: list[Token]) -> int:
    """Add the term that `rest` starts with; return how many words it takes."""
    term, size = _expression(planner, rest) or _in_one_word(planner, rest) or (_word(planner, rest), 1)
    planner.terms.append(term)
    return size


def _expression(planner: _Planner, rest: list[Token]) -> tuple[Term, int] | None:
    """What editors say that others call otherwise."""
    expression, others = planner.synonyms.longest_at([token.stem for token in rest])
    if not expression:
        return None
    size = len(expression)
    typed = _typed(planner, rest[:size])
    synonyms = (Alternative(other, _SYNONYM_WEIGHT, True, written) for other, written in sorted(others.items()))
    prefix = rest[0].word if planner.typing and size == 1 == len(rest) else ""
    return Term(typed, (Alternative(expression, spelling=typed), *synonyms), prefix), size


def _in_one_word(planner: _Planner, rest: list[Token]) -> tuple[Term, int] | None:
    """Two words that others write as one: « accès libre », « Acceslibre »."""
    pair = rest[:2]
    whole = "".join(token.word for token in pair)
    if len(pair) == 1 or not planner.lexicon.has(whole):
        return None
    return _either(planner, whole, pair), 2


def _either(planner: _Planner, whole: str, words: list[Token]) -> Term:
    typed = _typed(planner, words)
    apart = tuple(token.stem for token in words)
    return Term(typed, (Alternative((stem(whole),), spelling=whole), Alternative(apart, spelling=typed)))


def _word(planner: _Planner, rest: list[Token]) -> Term:
    token, lexicon = rest[0], planner.lexicon
    unfinished = len(rest) == 1 and len(token.word) >= _SHORTEST_PREFIX
    prefix = token.word if unfinished and (planner.typing or not lexicon.has(token.word)) else ""
    typed = _typed(planner, [token])
    exact = Alternative((token.stem,), spelling=typed)
    if lexicon.knows(token.stem) or (prefix and lexicon.completes(prefix)):
        return Term(typed, (exact,), prefix)
    forms = tuple(Alternative((form,), spelling=typed) for form in stems_as_verb(token.word) if lexicon.knows(form))
    return Term(typed, forms) if forms else _misspelled(planner, token, Term(typed, (exact,), prefix))


def _misspelled(planner: _Planner, token: Token, term: Term) -> Term:
    """The words that it may stand for, else the beginning of some, else the word as it is, that nobody has."""
    lexicon = planner.lexicon
    sought = token.word not in planner.kept and len(planner.corrections) + len(planner.unknown) < _MOST_SOUGHT
    close = [lexicon.spelled(word) for word in near(token.word, lexicon)] if sought else []
    if close:
        planner.corrections.append((token.start, token.end, close[0]))
        corrected = {tuple(stems(spelling)): spelling for spelling in reversed(close)}
        ways = (Alternative(each, _TYPO_WEIGHT, spelling=corrected[each]) for each in sorted(corrected) if each)
        return Term(term.text, tuple(ways))
    beginning = beginning_near(token.word, lexicon) if term.prefix and sought else ""
    if beginning:
        return Term(term.text, term.alternatives, beginning)
    planner.unknown.append(term.text)
    likeness = like(token.word, lexicon) if sought else ""
    if likeness:  # further than typos go: proposed, not searched instead
        planner.corrections.append((token.start, token.end, lexicon.spelled(likeness)))
    return term


def _typed(planner: _Planner, words: list[Token]) -> str:
    return planner.text[words[0].start : words[-1].end]


def _corrected(planner: _Planner) -> str:
    text = planner.text
    for start, end, spelling in sorted(planner.corrections, reverse=True):
        text = text[:start] + spelling + text[end:]
    return text if planner.corrections else ""
