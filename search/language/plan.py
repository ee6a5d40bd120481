"""From what a person typed to what an engine looks for: words, expressions and synonyms, typos, beginnings."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from search.language.acronyms import Acronyms, Meaning
from search.language.analysis import QUESTION_WORDS, WordToken, fold, in_locutions, in_one_word, name_key, stems, tokens
from search.language.spelling import Correction, beginning_near, completed, like, near, words_of
from search.language.stemming import stem, stems_as_verb
from search.protocol import Alternative, Lexicon, QueryTerm

_SYNONYM_WEIGHT = 0.8
_TYPO_WEIGHT = 0.6
_SHORTEST_PREFIX = 2
_MOST_COMPLETIONS = 5
_SHORTEST_COMPLETED = 3
_MOST_SOUGHT = 4
"""Finding similar words is slow: only for the first unknown ones."""

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Synonyms:
    """`groups`: sets of expressions, each with the stems of an expression and its text."""

    groups: tuple[dict[Stems, str], ...] = ()

    @classmethod
    @lru_cache(maxsize=4)  # editors seldom change them
    def of(cls, sets: tuple[str, ...]) -> "Synonyms":
        """`sets`: texts with one expression a line."""
        groups = ({tuple(stems(line)): line.strip() for line in lines.splitlines() if stems(line)} for lines in sets)
        return cls(tuple(group for group in groups if len(group) > 1))

    def longest_at(self, words: Sequence[str]) -> tuple[Stems, dict[Stems, str]]:
        """The longest expression at the start of `words`, and the others of all its groups."""
        starting = [e for e in self._by_first_word.get(words[0], ()) if tuple(words[: len(e)]) == e]
        if not starting:
            return (), {}
        longest = max(starting, key=len)
        groups = [group for group in self.groups if longest in group]
        return longest, {e: written for group in groups for e, written in group.items() if e != longest}

    def completed(self, text: str) -> str:
        """Completes the shortest expression that was begun: « mot de p » -> « mot de passe ».

        "" if none was begun: the first word alone does not begin one.
        """
        typed = fold(text)
        for found in re.finditer(r"(?<!\S)(?=\S+\s+\S)", typed):
            begun = typed[found.start() :]
            if finished := min((e for e in self._folded if e.startswith(begun) and e != begun), key=len, default=""):
                return f"{typed[: found.start()]}{finished}"
        return ""

    @cached_property
    def _folded(self) -> list[str]:
        return sorted({" ".join(fold(written).split()) for group in self.groups for written in group.values()})

    @cached_property
    def words(self) -> dict[str, str]:
        """Words of all expressions, folded -> as written."""
        found = (
            (token.word, written[token.start : token.end].lower())
            for group in self.groups
            for written in group.values()
            for token in tokens(written)
        )
        return dict(found)

    @cached_property
    def _by_first_word(self) -> dict[str, set[Stems]]:
        starting = defaultdict(set)
        for group in self.groups:
            for expression in group:
                starting[expression[0]].add(expression)
        return dict(starting)


@dataclass(frozen=True)
class QueryPlan:
    """`corrected`: the text with unknown words replaced by the nearest known ones; empty if all are known.

    `proposed`: the corrections are only a guess, and the original is searched. `name`: the name of the service, if the
    text is one. `initials`: those that no service has, with their meanings.
    """

    terms: tuple[QueryTerm, ...] = ()
    name: str = ""
    corrected: str = ""
    proposed: bool = False
    unknown: tuple[str, ...] = ()
    initials: tuple[tuple[QueryTerm, tuple[Meaning, ...]], ...] = ()


@dataclass(frozen=True)
class Reading:
    """What questions are read with: the words of the index, and what editors define about words.

    `kept`: words that are not misspelled, such as names of places.
    """

    lexicon: Lexicon
    synonyms: Synonyms
    acronyms: Acronyms = field(default_factory=Acronyms)
    kept: frozenset[str] = frozenset()


@dataclass
class _QueryPlanner:
    """`typing`: the last word may be unfinished, even if it is a word already.

    `ways`: where a misspelled word starts -> the words it may be, as written.
    """

    reading: Reading
    text: str
    typing: bool
    corrections: list[Correction]
    ways: dict[int, list[str]] = field(default_factory=dict)
    terms: list[QueryTerm] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    initials: list[tuple[QueryTerm, tuple[Meaning, ...]]] = field(default_factory=list)
    proposed: bool = False

    @property
    def lexicon(self) -> Lexicon:
        return self.reading.lexicon


def plan(text: str, reading: Reading, *, typing: bool = False) -> QueryPlan:
    """Every word counts except stop words; those that the index does not know are corrected if possible."""
    initials = reading.acronyms.among(text)
    reading = replace(reading, kept=reading.kept | initials)
    found, corrections = words_of(text, reading.lexicon, reading.kept)
    idle = in_locutions(text)
    found = [token for token in found if token.word not in QUESTION_WORDS and token.start not in idle] or found
    if typing and len(found) > 1 and len(found[-1].word) < _SHORTEST_PREFIX:
        found = found[:-1]
    planner = _QueryPlanner(reading, text, typing, corrections)
    read = [_mended(planner, token, last=token is found[-1]) for token in found]
    place = 0
    while place < len(read):
        place += _next_term(planner, read[place:])
    if typing and len(planner.terms) > 1 and planner.unknown[-1:] == [planner.terms[-1].text]:
        planner.terms.pop()  # no known word starts with what was typed of the next one
    corrected = _corrected(planner)
    return _as_one_word(planner, found) or QueryPlan(
        tuple(planner.terms),
        name_key(corrected or text),
        corrected,
        planner.proposed,
        tuple(planner.unknown),
        tuple(planner.initials),
    )


def _mended(planner: _QueryPlanner, token: WordToken, *, last: bool) -> WordToken:
    """The intended word, if the typed one does not exist. Words of editors count as words."""
    reading, lexicon = planner.reading, planner.lexicon
    if token.word in reading.kept or token.word in reading.synonyms.words or lexicon.knows(token.stem):
        return token
    if any(lexicon.knows(form) for form in stems_as_verb(token.word)) or len(planner.ways) >= _MOST_SOUGHT:
        return token
    if planner.typing and last and lexicon.completes(token.word):
        return token
    unfinished = completed(token.word, lexicon) if not planner.typing else []
    ways = (unfinished if last else []) or near(token.word, lexicon, reading.synonyms.words) or unfinished
    planner.ways[token.start] = ways
    if not ways:
        return token
    planner.corrections.append((token.start, token.end, ways[0]))
    meant = next(tokens(ways[0]), token)
    return WordToken(meant.word, meant.stem, token.start, token.end)


def _as_one_word(planner: _QueryPlanner, found: list[WordToken]) -> QueryPlan | None:
    """A whole question that others write as one word: « la suite », « LaSuite »."""
    whole = in_one_word(planner.text)
    if not found or whole == found[0].word or not planner.lexicon.knows(stem(whole)):
        return None
    return QueryPlan((_either(planner, whole, found),), whole.rstrip("s"))


def _next_term(planner: _QueryPlanner, rest: list[WordToken]) -> int:
    """Adds the term at the start of `rest`; returns how many words it takes."""
    expression, whole = _expression(planner, rest), _in_one_word(planner, rest)
    longest = whole if whole and (not expression or expression[1] < whole[1]) else expression
    term, size = longest or (_word(planner, rest), 1)
    planner.terms.append(term)
    return size


def _expression(planner: _QueryPlanner, rest: list[WordToken]) -> tuple[QueryTerm, int] | None:
    """An expression with synonyms."""
    expression, synonyms = _synonyms(planner, [token.stem for token in rest])
    if not expression:
        return None
    size = len(expression)
    typed = _typed(planner, rest[:size])
    prefix = rest[0].word if planner.typing and size == 1 == len(rest) else ""
    ways = (Alternative(expression, spelling=typed), *synonyms)
    if not prefix and not any(all(map(planner.lexicon.knows, way.stems)) for way in ways):
        planner.unknown.append(typed)
    return QueryTerm(typed, ways, prefix), size


def _synonyms(planner: _QueryPlanner, words: list[str], share: float = 1.0) -> tuple[Stems, list[Alternative]]:
    """The longest expression at the start of these stems, and the other ways to say it."""
    expression, others = planner.reading.synonyms.longest_at(words)
    weight = _SYNONYM_WEIGHT * share
    return expression, [Alternative(other, weight, True, written) for other, written in sorted(others.items())]


def _in_one_word(planner: _QueryPlanner, rest: list[WordToken]) -> tuple[QueryTerm, int] | None:
    """Two words that others write as one: « accès libre », « Acceslibre »."""
    pair = rest[:2]
    whole = "".join(token.word for token in pair)
    if len(pair) == 1 or not planner.lexicon.has(whole):
        return None
    term = _either(planner, whole, pair)
    _, synonyms = _synonyms(planner, [stem(whole)])
    return replace(term, alternatives=(*term.alternatives, *synonyms)), 2


def _either(planner: _QueryPlanner, whole: str, words: list[WordToken]) -> QueryTerm:
    typed = _typed(planner, words)
    apart = tuple(token.stem for token in words)
    return QueryTerm(typed, (Alternative((stem(whole),), spelling=whole), Alternative(apart, spelling=typed)))


def _word(planner: _QueryPlanner, rest: list[WordToken]) -> QueryTerm:
    token, lexicon = rest[0], planner.lexicon
    typed = _typed(planner, [token])
    meanings = planner.reading.acronyms.meanings(token.word) if token.word in planner.reading.kept else ()
    if meanings:
        return _initials(planner, token, meanings)
    if ways := planner.ways.get(token.start):
        return _misspelled(typed, ways)
    unfinished = planner.typing and len(rest) == 1 and len(token.word) >= _SHORTEST_PREFIX
    exact = Alternative((token.stem,), spelling=typed)
    if unfinished and lexicon.completes(token.word):
        return QueryTerm(typed, (exact, *_completions(planner, token)), token.word)
    if lexicon.knows(token.stem):
        return QueryTerm(typed, (exact,))
    forms = tuple(Alternative((form,), spelling=typed) for form in stems_as_verb(token.word) if lexicon.knows(form))
    beginning = beginning_near(token.word, lexicon) if unfinished else ""
    if forms or beginning:
        return QueryTerm(typed, forms or (exact,), beginning)
    return _unknown(planner, token, QueryTerm(typed, (exact,)))


def _initials(planner: _QueryPlanner, token: WordToken, meanings: tuple[Meaning, ...]) -> QueryTerm:
    typed = _typed(planner, [token])
    ways = ((tuple(stems(meaning.text)), meaning.text) for meaning in meanings)
    written = (Alternative(way, _SYNONYM_WEIGHT, True, text) for way, text in ways if way)
    term = QueryTerm(typed, (Alternative((token.stem,), spelling=typed), *written))
    if not planner.lexicon.knows(token.stem):
        planner.initials.append((term, meanings))
    return term


def _misspelled(typed: str, spellings: list[str]) -> QueryTerm:
    """Any of the words that it may be."""
    stemmed = {tuple(stems(spelling)): spelling for spelling in reversed(spellings)}
    ways = (Alternative(each, _TYPO_WEIGHT, spelling=stemmed[each]) for each in sorted(stemmed) if each)
    return QueryTerm(typed, tuple(ways))


def _completions(planner: _QueryPlanner, token: WordToken) -> Iterator[Alternative]:
    """The most common words with this beginning, for ranking; all of them match."""
    if len(token.word) < _SHORTEST_COMPLETED:
        return
    for spelling in completed(token.word, planner.lexicon, _MOST_COMPLETIONS):
        its = stems(spelling)
        if its and its != [token.stem]:
            yield Alternative(tuple(its), _TYPO_WEIGHT, spelling=spelling)
            yield from _synonyms(planner, its, _TYPO_WEIGHT)[1]


def _unknown(planner: _QueryPlanner, token: WordToken, term: QueryTerm) -> QueryTerm:
    """The unknown word itself; similar words beyond typos are proposed, not searched."""
    planner.unknown.append(term.text)
    sought = token.word not in planner.reading.kept and len(planner.unknown) <= _MOST_SOUGHT
    if sought and (likeness := like(token.word, planner.lexicon)):
        planner.corrections.append((token.start, token.end, planner.lexicon.spelled(likeness)))
        planner.proposed = True
    return term


def _typed(planner: _QueryPlanner, words: list[WordToken]) -> str:
    return planner.text[words[0].start : words[-1].end]


def _corrected(planner: _QueryPlanner) -> str:
    text = planner.text
    for start, end, spelling in sorted(planner.corrections, reverse=True):
        text = text[:start] + spelling + text[end:]
    return text if planner.corrections else ""
