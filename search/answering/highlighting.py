"""Marks matching words: escaped text, with <mark> as its only tag."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from search.language.analysis import WordToken, compounds, roughly, tokens
from search.language.plan import QueryPlan

_EXCERPT = 150
_BEFORE = 50
_NOTHING = escape("")


@dataclass(frozen=True)
class Marker:
    """Knows the stems and beginnings of words that a question looks for."""

    stems: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, plan: QueryPlan) -> "Marker":
        stems = frozenset(s for term in plan.terms for alternative in term.alternatives for s in alternative.stems)
        return cls(stems, tuple(term.prefix for term in plan.terms if term.prefix))

    def __bool__(self) -> bool:
        return bool(self.stems or self.prefixes)

    def found(self, text: str) -> Iterator[WordToken]:
        if not self or not any(self._matches(word, its_stem) for word, its_stem in roughly(text)):
            return iter(())
        return (token for token in tokens(text) if self._matches(token.word, token.stem))

    def mark(self, text: str) -> SafeString:
        said, done = _NOTHING, 0
        for start, end in _widened_to_hyphens(text, list(self.found(text))):
            said += escape(text[done:start]) + format_html("<mark>{}</mark>", text[start:end])
            done = end
        return said + escape(text[done:])

    def excerpt(self, text: str) -> SafeString | None:
        """The part of a long text around the first match; None without a match."""
        first = next(self.found(text), None)
        if not first:
            return None
        start = _word_boundary(text, max(first.start - _BEFORE, 0))
        end = _word_boundary(text, min(start + _EXCERPT, len(text)))
        part = " ".join(text[start:end].split())
        return format_html("{}{}{}", "… " if start else "", self.mark(part), " …" if end < len(text) else "")

    def _matches(self, word: str, its_stem: str) -> bool:
        return its_stem in self.stems or (bool(self.prefixes) and word.startswith(self.prefixes))


def is_marked(text: SafeString) -> bool:
    """Escaped text contains no other tag."""
    return "<mark>" in text


def _widened_to_hyphens(text: str, found: list[WordToken]) -> list[tuple[int, int]]:
    """The ranges to mark. A hyphenated word is marked whole, including « vous » in « rendez-vous »."""
    hyphenated = [(compound.start, compound.end) for compound in compounds(text)] if found else []
    around = {
        next(((start, end) for start, end in hyphenated if start <= token.start < end), (token.start, token.end))
        for token in found
    }
    return sorted(around)


def _word_boundary(text: str, near: int) -> int:
    """The end of the word at `near`, or `near` itself at the ends of the text."""
    while 0 < near < len(text) and not text[near].isspace():
        near += 1
    return near
