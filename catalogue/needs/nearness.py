"""Which contributions and propositions are near a text, with a score from 0 to 1.

The search, which is above, lends its own way by `find_with`; where it finds nothing, titles are compared word by word.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from catalogue.needs.models import Contribution, Need, Proposition, Stage

Finder = Callable[[str, int, Collection[int]], Iterable[tuple[int, float]]]
_WORD = re.compile(r"\w{4,}")
_COMPARED = 2_000
_ASKED = 40
"""More than are shown: those of other consultations, or grouped already, are then left out."""
_finder: list[Finder] = []


@dataclass(frozen=True)
class NearNeed:
    need: Contribution | Proposition
    score: float

    @property
    def percent(self) -> int:
        return round(100 * self.score)


def find_with(finder: Finder) -> None:
    """`finder`: (text, limit, ids to leave out) -> (id, score), nearest first."""
    _finder[:] = [finder]


def near_contributions(asked: Contribution, limit: int = 8) -> list[NearNeed]:
    """Those that may be grouped with it, nearest first."""
    scores = _scores(asked)
    rows = Contribution.objects.filter(pk__in=scores, consultation=asked.consultation_id, stage=Stage.ACCEPTED)
    return _nearest(rows.select_related("organisation", "territory"), scores, limit)


def near_propositions(asked: Contribution, limit: int = 4) -> list[NearNeed]:
    scores = _scores(asked)
    rows = Proposition.objects.filter(pk__in=scores, consultation=asked.consultation_id)
    return _nearest(rows.exclude(stage=Stage.DISSOLVED), scores, limit)


def _scores(asked: Contribution) -> dict[int, float]:
    text = f"{asked.title}\n{asked.problem}"
    found = dict(_finder[0](text, _ASKED, {asked.pk})) if _finder else {}
    return found or dict(_by_words(asked))


def _nearest(rows: Iterable[Contribution | Proposition], scores: dict[int, float], limit: int) -> list[NearNeed]:
    found = sorted((NearNeed(row, scores[row.pk]) for row in rows), key=lambda near: (-near.score, near.need.pk))
    return found[:limit]


def _by_words(asked: Contribution) -> Iterable[tuple[int, float]]:
    """The share of the words of both titles that are in both."""
    said = _words(asked.title)
    titles = Need.objects.public().filter(consultation=asked.consultation_id).exclude(pk=asked.pk)
    for pk, title in titles.order_by("-changed").values_list("pk", "title")[:_COMPARED]:
        words = _words(title)
        if shared := len(said & words):
            yield pk, shared / len(said | words)


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFD", text.casefold())
    return set(_WORD.findall("".join(one for one in plain if not unicodedata.combining(one))))
