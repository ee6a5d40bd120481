"""Words that are French, whether or not some document has them: who types one has not misspelled another."""

from functools import cache

from spellchecker import SpellChecker

from search.language.analysis import fold


def is_french(word: str) -> bool:
    """Folded: « âgées » and « agees » alike."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    """Some 130 000; read once by each process that meets a word that no document has, in a third of a second."""
    return frozenset(fold(word) for word in SpellChecker(language="fr").word_frequency.words())
