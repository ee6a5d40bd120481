"""The kinds of question of the benchmark, drawn over the words and the values of the synthetic catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

BROWSE, ONE, TWO, THREE, MISSPELT, SOME, TYPING = KINDS = (
    "browse",
    "one term",
    "two terms",
    "term, three selections",
    "misspelt word",
    "some of four words",
    "suggestions",
)
WAGTAIL_KINDS = (BROWSE, ONE, TWO, THREE)
"""It has no answer to a misspelt word or to words that no service has together, and no `facet()` for suggestions."""
ENGINE_KINDS = (*WAGTAIL_KINDS, MISSPELT)
"""Answered by one question to the engine."""
_RANKS = (15, 900)
"""Of the words asked: from one that 70 % of the services have to one that 3 % have."""
_RARE_RANKS = (500, 2_900)
_TYPED = (2, 7)
"""How many letters are typed when suggestions are asked for."""


@dataclass(frozen=True)
class Question:
    """`typing`: suggestions are asked for, not answers."""

    text: str = ""
    phase: str = ""
    family: str = ""
    rgaa: str = ""
    typing: bool = False

    @property
    def selected(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        named = (("phase", self.phase), ("famille", self.family), ("rgaa", self.rgaa))
        return tuple((facet, (value,)) for facet, value in named if value)


def draw(kind: str, words: Sequence[str], seed: int) -> Question:
    rng = Random(seed)
    one, two = (words[rng.randrange(*_RANKS)] for _ in range(2))
    return {
        BROWSE: Question(),
        ONE: Question(one),
        TWO: Question(f"{one} {two}"),
        THREE: Question(
            one,
            phase=rng.choice(("pilote", "construction")),
            family=rng.choice(("snap", "etat")),
            rgaa=rng.choice(("partielle", "conforme")),
        ),
        MISSPELT: Question(f"{one[:2]}x{one[3:]}"),
        SOME: Question(" ".join(rng.sample(words[slice(*_RARE_RANKS)], 4))),
        TYPING: Question(one[: rng.randrange(*_TYPED)], typing=True),
    }[kind]
