"""What the page of a need receives."""

from dataclasses import dataclass
from typing import Any

from catalogue.foundation.caching import kept_until_written
from catalogue.needs.models import Contribution, Need, NeedAct, NeedEvent, Proposition, Stage
from catalogue.needs.trace import Trace, trace_of
from catalogue.review.models import Decision

_READ = ("consultation", "organisation")
_READ_OF_A_CONTRIBUTION = (
    *_READ,
    "territory",
    "policy",
    "grouped_into",
    "destination",
    "investigation",
    "project__vehicle",
)


@dataclass(frozen=True)
class NeedPage:
    """`need`: the `contribution`, or the `proposition`. That of a contribution is the one in which it is grouped."""

    need: Contribution | Proposition
    contribution: Contribution | None
    proposition: Proposition | None
    decisions: tuple[Decision, ...]
    trace: Trace

    @property
    def context(self) -> dict[str, Any]:
        """`contribution` or `proposition`, as the need is one or the other."""
        return {
            "need": self.need,
            "consultation": self.need.consultation,
            "contribution": self.contribution,
            "proposition": self.proposition if self.contribution is None else None,
            "project": getattr(self.contribution, "project", None),
            "decisions": self.decisions,
            "trace": self.trace,
            "summary": summary_of(self.need, self.contribution or self.proposition),
        }


def need_page(pk: int) -> NeedPage | None:
    """None if it may not be read."""
    if _is_proposition(pk):
        proposition = Proposition.objects.public().select_related(*_READ).filter(pk=pk).order_by().first()
        return _page(proposition, None, proposition) if proposition else None
    read = Contribution.objects.public().select_related(*_READ_OF_A_CONTRIBUTION)
    contribution = read.filter(pk=pk).order_by().first()
    if contribution is None:
        return None
    if contribution.grouped_into:
        contribution.grouped_into.consultation = contribution.consultation
    return _page(contribution, contribution, contribution.grouped_into)


def _page(
    need: Contribution | Proposition, contribution: Contribution | None, proposition: Proposition | None
) -> NeedPage:
    return NeedPage(need, contribution, proposition, _decisions(need.pk), trace_of(need, contribution, proposition))


@kept_until_written
def _is_proposition(pk: int) -> bool:
    return Need.objects.filter(pk=pk, series=Need.Series.PROPOSITION).exists()


@kept_until_written
def _decisions(pk: int) -> tuple[Decision, ...]:
    return tuple(Decision.objects.published_about(Need(pk=pk)))


def was_withdrawn(pk: int) -> bool:
    """By its author, once it had been public: its address says so, and no more."""
    if not Need.objects.filter(pk=pk, stage=Stage.WITHDRAWN, consultation__live=True).exists():
        return False
    return NeedEvent.objects.filter(need=pk, act=NeedAct.ACCEPTED).exists()


def summary_of(need: Need, words: Contribution | Proposition | None) -> str:
    """For search engines and shared links: how its text begins."""
    text = getattr(words, "problem", "") or getattr(words, "text", "")
    said = " ".join(text.split())
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST].rsplit(' ', 1)[0]}…"


_LONGEST = 200
