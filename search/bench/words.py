"""Made-up words that every analyser leaves as they are, so that both sides look for exactly the same thing.

They have one length (none starts another), end in a letter that no stemmer removes, and are drawn by Zipf's law, as in
any language: the first is in nearly every text, the last in few.
"""

from itertools import accumulate
from random import Random

HOW_MANY = 3_000
_CONSONANTS, _VOWELS = "bdfgjkmpvz", "aiou"


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

    def text(self, words: int) -> str:
        return " ".join(self.rng.choices(self.words, cum_weights=self._weights, k=words)).capitalize()

    def phrase(self, words: int, longest: int) -> str:
        return self.text(words)[:longest].rsplit(" ", 1)[0]
