"""Initials: never treated as misspelled words, and explained when no sheet contains them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from search.language.analysis import WordToken, tokens

_LONGEST, _LONGEST_ALONE = 8, 5
"""Letters of a capitalised word among others, and of a word typed alone."""


@dataclass(frozen=True)
class Meaning:
    """`about`: words of its field. `theme`: slug of the theme that editors chose, if any."""

    letters: str
    text: str
    about: str = ""
    theme: str = ""


@dataclass(frozen=True)
class Acronyms:
    """`by_word`: folded letters -> meanings, sometimes several."""

    by_word: Mapping[str, tuple[Meaning, ...]] = field(default_factory=dict)

    def meanings(self, word: str) -> tuple[Meaning, ...]:
        return self.by_word.get(word, ())

    def among(self, text: str) -> frozenset[str]:
        """Folded words of a question that are initials: known ones, or written as such."""
        found = list(tokens(text))
        return frozenset(token.word for token in found if token.word in self.by_word) | _in_capitals(text, found)


def _in_capitals(text: str, found: Iterable[WordToken]) -> frozenset[str]:
    """When everything is in capitals, they mean nothing: « CANTINE SCOLAIRE »."""
    written = {text[token.start : token.end]: token.word for token in found}
    if text.isupper() and len(written) > 1:
        return frozenset()
    longest = _LONGEST_ALONE if text.isupper() else _LONGEST
    return frozenset(word for spelling, word in written.items() if len(spelling) <= longest and _is_initials(spelling))


def _is_initials(spelling: str) -> bool:
    """« SDIS », « PLUi », « SCoT »; not « Mairie »."""
    return sum(letter.isupper() for letter in spelling) > 1
