"""Made-up words that every analyser leaves as they are, so that both sides look for exactly the same thing.

Common words have one length (none starts another), end in a letter that no stemmer removes, and are drawn by Zipf's
law, as in any language: the first is in nearly every text, the last in few. Names are longer and countless, as those of
real services: the larger the catalogue, the more words its index knows.
"""

from itertools import accumulate
from random import Random

HOW_MANY = 3_000
_CONSONANTS, _VOWELS = "bdfgjkmpvz", "aiou"
_INSIDE_NAMES = _CONSONANTS.replace("k", "")
"""No name starts with a common word: those end in k."""
_SYLLABLES_OF_A_NAME = 5


def vocabulary(rng: Random) -> list[str]:
    words: set[str] = set()
    while len(words) < HOW_MANY:
        words.add("".join(rng.choice(_CONSONANTS) + rng.choice(_VOWELS) for _ in range(3)) + "k")
    return sorted(words)


class Writer:
    """Draws texts."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.words = vocabulary(rng)
        rng.shuffle(self.words)
        self._weights = list(accumulate(1 / (rank + 5) for rank in range(HOW_MANY)))
        self._syllables = [consonant + vowel for consonant in _INSIDE_NAMES for vowel in _VOWELS]

    def text(self, words: int) -> str:
        return " ".join(self.rng.choices(self.words, cum_weights=self._weights, k=words)).capitalize()

    def phrase(self, words: int, longest: int) -> str:
        return self.text(words)[:longest].rsplit(" ", 1)[0]

    def name(self) -> str:
        return f"{''.join(self.rng.choices(self._syllables, k=_SYLLABLES_OF_A_NAME))}k".capitalize()
