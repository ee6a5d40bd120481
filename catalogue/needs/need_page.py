"""What the page of a need receives."""

from dataclasses import dataclass
from typing import Any

from catalogue.needs.models import Contribution, Need, NeedAct, NeedEvent, Proposition, Stage
from catalogue.needs.trace import Trace, trace_of
from catalogue.review.models import Decision
from catalogue.review.published_decisions import decisions_about

_READ = (
    "consultation",
    "organisation",
    "territory",
    "policy",
    "proposition",
    "contribution__grouped_into",
    "contribution__destination",
    "contribution__project__vehicle",
)


@dataclass(frozen=True)
class NeedPage:
    need: Need
    contribution: Contribution | None
    proposition: Proposition | None
    decisions: list[Decision]
    trace: Trace

    @property
    def context(self) -> dict[str, Any]:
        """`contribution` or `proposition`, as the need is one or the other."""
        return {
            "need": self.need,
            "consultation": self.need.consultation,
            "contribution": self.contribution,
            "proposition": self.proposition if self.need.is_proposition else None,
            "project": getattr(self.contribution, "project", None),
            "decisions": self.decisions,
            "trace": self.trace,
            "summary": summary_of(self.need, self.contribution or self.proposition),
        }


def need_page(pk: int) -> NeedPage | None:
    """None if it may not be read."""
    need = Need.objects.public().select_related(*_READ).filter(pk=pk).first()
    if need is None:
        return None
    contribution = None if need.is_proposition else _same(need.contribution, need)
    proposition = need.proposition if need.is_proposition else contribution.grouped_into if contribution else None
    if proposition is not None:
        _same(proposition, need)
    return NeedPage(need, contribution, proposition, decisions_about(need), trace_of(need, contribution, proposition))


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


def _same(row: Any, need: Need) -> Any:
    """What was read once is not read again through the child: `row` is of the same consultation."""
    row.consultation = need.consultation
    return row
