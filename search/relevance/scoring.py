"""nDCG@10, MRR and whether anything is found: arithmetic on slugs in the order shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

from search.relevance.judgements import Judgement

DEPTH = 10
_GOOD = 2
"""From this grade on a service is an answer; the best one if all grades are lower."""


@dataclass(frozen=True)
class Scored:
    """One question to one engine. `some`: no service shown answers all of it.

    `depth`: how many could be shown.
    """

    judgement: Judgement
    shown: tuple[str, ...]
    total: int
    some: bool = False
    depth: int = DEPTH

    @property
    def ndcg(self) -> float:
        good = self.judgement.good
        best = _gain(sorted(good.values(), reverse=True)[: self.depth])
        return _gain([good.get(slug, 0) for slug in self.shown[: self.depth]]) / best if best else 0.0

    @property
    def reciprocal_rank(self) -> float:
        good = self.judgement.good
        least = min(_GOOD, max(good.values()))
        places = (place for place, slug in enumerate(self.shown, start=1) if good.get(slug, 0) >= least)
        return 1 / next(places, float("inf"))


@dataclass(frozen=True)
class Score:
    """Means over the questions with an answer; `silent`: the share of them that finds nothing.

    `noisy`: the share of questions without an answer that finds something, `falsely` with all their words.
    """

    questions: int
    ndcg: float
    mrr: float
    silent: float
    noisy: float
    falsely: float


def score(scored: Iterable[Scored]) -> Score:
    answerable: list[Scored] = []
    others: list[Scored] = []
    for one in scored:
        (answerable if one.judgement.good else others).append(one)
    return Score(
        questions=len(answerable) + len(others),
        ndcg=_mean([one.ndcg for one in answerable]),
        mrr=_mean([one.reciprocal_rank for one in answerable]),
        silent=_mean([float(not one.total) for one in answerable]),
        noisy=_mean([float(bool(one.total)) for one in others]),
        falsely=_mean([float(bool(one.total) and not one.some) for one in others]),
    )


def _gain(grades: Sequence[int]) -> float:
    """A 3 is worth 7, a 2 is worth 3, a 1 is worth 1; less further down."""
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, start=1))


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0
