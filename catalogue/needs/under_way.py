"""What goes on in consultations now, for the home page: what is open, what one may support, which calls wait.

Read from figures and from a few rows, which are kept until somebody writes; only what the clock says is looked at anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.foundation.caching import kept_until_written
from catalogue.needs.models import (
    Consultation,
    ConsultationCount,
    ConsultationPhase,
    Need,
    PhaseKind,
    PilotCall,
    Stage,
)

_MOST = 12
_MOST_CALLS = 100


@dataclass(frozen=True)
class StepCounts:
    """What each of the four steps of co-construction leads to."""

    stated: int
    to_support: int
    calls: int
    in_service: int


class OpenConsultations:
    """At one moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @property
    def phases(self) -> list[ConsultationPhase]:
        """That are open, the next to close first."""
        found = [phase for phase in _phases() if phase.opens <= self.now < phase.closes]
        return sorted(found, key=lambda phase: phase.closes)

    @property
    def supporting(self) -> set[int]:
        """Consultations whose propositions may be supported."""
        return {phase.consultation_id for phase in self.phases if phase.kind == PhaseKind.SOUTIEN}

    def needs(self, most: int) -> list[Need]:
        """Propositions that one may support now, the newest first; without any, what moved last."""
        supporting = self.supporting
        some = [need for need in _proposed() if need.consultation_id in supporting] if supporting else []
        return (some or list(_moved()))[:most]

    def calls(self, most: int = _MOST_CALLS) -> list[PilotCall]:
        """For pilots, that are open, the next to close first."""
        found = [call for call in _calls() if call.opens <= self.now < call.closes]
        return sorted(found, key=lambda call: call.closes)[:most]

    @property
    def counts(self) -> StepCounts:
        figures, supporting = _figures(), self.supporting
        return StepCounts(
            stated=sum(number for (_, figure, key), number in figures.items() if figure == "contributions" and not key),
            to_support=sum(
                number
                for (consultation, figure, key), number in figures.items()
                if consultation in supporting and (figure, key) == ("propositions", f"etat|{Stage.PROPOSED}")
            ),
            calls=len(self.calls()),
            in_service=sum(number for (_, figure, key), number in figures.items() if key == f"etat|{Stage.IN_SERVICE}"),
        )


@kept_until_written
def _public() -> tuple[int, ...]:
    known = list(Consultation.objects.order_by().values_list("pk", flat=True))
    # Asked for all of them, SQLite would walk all pages.
    return tuple(Consultation.objects.public().filter(pk__in=known).order_by().values_list("pk", flat=True))


@kept_until_written
def _phases() -> Sequence[ConsultationPhase]:
    phases = ConsultationPhase.objects.filter(consultation__in=_public()).select_related("consultation")
    return tuple(phases)


@kept_until_written
def _proposed() -> Sequence[Need]:
    rows = Need.objects.filter(consultation__in=_public(), series=Need.Series.PROPOSITION, stage=Stage.PROPOSED)
    return tuple(rows.order_by("-pk")[:_MOST])


@kept_until_written
def _moved() -> Sequence[Need]:
    rows = Need.objects.filter(consultation__in=_public(), public_since__isnull=False)
    return tuple(rows.exclude(stage__in=(Stage.REDIRECTED, Stage.DISSOLVED)).order_by("-changed", "-pk")[:_MOST])


@kept_until_written
def _calls() -> Sequence[PilotCall]:
    rows = PilotCall.objects.filter(
        project__contribution__consultation__in=_public(), project__contribution__public_since__isnull=False
    )
    return tuple(rows.select_related("project__contribution").order_by("-closes", "-pk")[:_MOST_CALLS])


@kept_until_written
def _figures() -> dict[tuple[int, str, str], int]:
    """By consultation, figure and key."""
    keys = ("", f"etat|{Stage.PROPOSED}", f"etat|{Stage.IN_SERVICE}")
    rows = ConsultationCount.objects.filter(consultation__in=_public(), key__in=keys, value__gt=0)
    rows = rows.filter(figure__in=("contributions", "propositions"))
    return {(row.consultation_id, row.figure, row.key): row.value for row in rows}
