"""The four kinds of question of the benchmark, drawn over the words and the values of the synthetic catalogue."""

from dataclasses import dataclass
from random import Random

from search.bench.words import Writer

KINDS = ("browse", "one term", "two terms", "term, three selections")
_RANKS = (3, 400)
"""Of the words asked: from one that half of the texts hold to one that few do."""


@dataclass(frozen=True)
class Question:
    text: str = ""
    phase: str = ""
    family: str = ""
    rgaa: str = ""

    @property
    def selected(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        named = (("phase", self.phase), ("famille", self.family), ("rgaa", self.rgaa))
        return tuple((facet, (value,)) for facet, value in named if value)


def draw(kind: str, writer: Writer, seed: int) -> Question:
    rng = Random(seed)  # noqa: S311  reproducible on purpose
    one, two = (writer.words[rng.randrange(*_RANKS)] for _ in range(2))
    return {
        "browse": Question(),
        "one term": Question(one),
        "two terms": Question(f"{one} {two}"),
        "term, three selections": Question(
            one,
            phase=rng.choice(("pilote", "construction")),
            family=rng.choice(("snap", "etat")),
            rgaa=rng.choice(("partielle", "conforme")),
        ),
    }[kind]
