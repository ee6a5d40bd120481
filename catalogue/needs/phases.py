"""What is open in a consultation, and the changes of dates, which are said in public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import Now

from catalogue.foundation.dates import moment
from catalogue.needs.drafts import follow_new_dates
from catalogue.needs.journal import Voice, database_now
from catalogue.needs.models import Consultation, ConsultationPhase, PhaseChange, PhaseKind


def require_open(consultation: Consultation | int, kind: PhaseKind, at: datetime | None = None) -> None:
    """Raises ValidationError, which says since when or until when, unless the phase is open."""
    phases = ConsultationPhase.objects.filter(consultation=consultation, kind=kind)
    if phases.open(at).exists():
        return
    now = at or database_now()
    phase = phases.first()
    name = f"La phase « {PhaseKind(kind).label} »"
    if phase is None:
        raise ValidationError(f"{name} n'est pas prévue dans cette consultation.", code="closed")
    if phase.opens > now:
        raise ValidationError(f"{name} ouvrira le {moment(phase.opens)}.", code="closed")
    raise ValidationError(f"{name} est close depuis le {moment(phase.closes)}.", code="closed")


@dataclass(frozen=True)
class PhaseNow:
    """A phase as the clock of the database sees it."""

    opens: datetime
    closes: datetime
    begun: bool
    is_over: bool

    @property
    def is_open(self) -> bool:
        return self.begun and not self.is_over


def phase_now(consultation: Consultation | int, kind: PhaseKind) -> PhaseNow | None:
    """None if it is not planned; one query."""
    phases = ConsultationPhase.objects.filter(consultation=consultation, kind=kind)
    row = phases.values_list("opens", "closes", _said(Q(opens__lte=Now())), _said(Q(closes__lte=Now()))).first()
    return PhaseNow(*row) if row else None


def _said(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


def shows_supports(consultation: Consultation, at: datetime | None = None) -> bool:
    """Whether anything may tell how many supports there are."""
    if not consultation.hides_supports:
        return True
    phases = ConsultationPhase.objects.filter(consultation=consultation, kind=PhaseKind.SOUTIEN)
    return phases.closed(at).exists()


def showing_supports(consultations: Iterable[int]) -> set[int]:
    """Ids of those of which anything may tell how many supports there are."""
    over = ConsultationPhase.objects.filter(consultation=OuterRef("pk"), kind=PhaseKind.SOUTIEN).closed()
    shown = Consultation.objects.filter(Q(hides_supports=False) | Exists(over), pk__in=set(consultations))
    return set(shown.values_list("pk", flat=True))


@transaction.atomic
def change_dates(
    phase: ConsultationPhase,
    opens: datetime,
    closes: datetime,
    *,
    reason: str,
    by: Voice,
    at: datetime | None = None,
) -> PhaseChange | None:
    """None if nothing changes. A reason is asked for, which everybody reads."""
    now = at or database_now()
    row = ConsultationPhase.objects.select_for_update().get(pk=phase.pk)
    if (row.opens, row.closes) == (opens, closes):
        return None
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi les dates changent : chacun pourra le lire."})
    if closes <= opens:
        raise ValidationError({"closes": "La fin précède le début."})
    change = PhaseChange.objects.create(
        phase=row,
        at=now,
        was_opening=row.opens,
        was_closing=row.closes,
        opens=opens,
        closes=closes,
        reason=reason.strip(),
        author=by.user,
    )
    row.opens, row.closes = opens, closes
    row.save(update_fields=["opens", "closes"])
    phase.opens, phase.closes = opens, closes
    if row.kind == PhaseKind.RECUEIL:
        follow_new_dates(row.consultation_id, now)
    return change
