"""What the decisions of a committee do to needs: to propositions, then to the contributions inside those selected.

What is not selected stays listed with the reason, and may come back at a later session.
"""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from catalogue.needs.journal import Voice, database_now, locked, move, record, tell
from catalogue.needs.models import Contribution, Need, NeedAct, Project, Proposition, Stage
from catalogue.review.models import DecisionOutcome

_DECIDABLE_PROPOSITION = (Stage.PROPOSED, Stage.NOT_SELECTED)
_DECIDABLE_CONTRIBUTION = (Stage.GROUPED, Stage.NOT_SELECTED)
_UNDER_WAY = (Stage.SELECTED, Stage.PILOTS_WANTED, Stage.PILOTED, Stage.IN_SERVICE)
_ROUND_TWO = "« {} » n'est pas dans une proposition sélectionnée : le comité ne l'examine pas encore."
_NOT_NOW = "« {} » est « {} » : le comité ne l'examine pas."
_HAS_PROJECTS = "Des contributions de « {} » sont sélectionnées : décidez d'abord d'elles."
_STARTED = "Le projet « {} » a un appel à pilotes ou un service : sa sélection ne s'annule plus."
_ACTS = {
    DecisionOutcome.SELECTED: NeedAct.SELECTED,
    DecisionOutcome.NOT_SELECTED: NeedAct.NOT_SELECTED,
    DecisionOutcome.ADJOURNED: NeedAct.ADJOURNED,
}


def refusal(need: Need) -> str:
    """Why a committee cannot decide of it now; empty if it can. A decision that was taken may be corrected."""
    if need.is_proposition:
        decidable = need.stage in (*_DECIDABLE_PROPOSITION, Stage.SELECTED)
        return "" if decidable else _NOT_NOW.format(need.title, need.get_stage_display())
    contribution = need if isinstance(need, Contribution) else need.contribution
    into = contribution.grouped_into
    if into is None or into.stage != Stage.SELECTED:
        return _ROUND_TWO.format(need.title)
    decidable = need.stage in (*_DECIDABLE_CONTRIBUTION, *_UNDER_WAY)
    return "" if decidable else _NOT_NOW.format(need.title, need.get_stage_display())


@transaction.atomic
def decide(
    need: Need,
    outcome: str,
    reason: str,
    by: Voice,
    *,
    amount: Decimal | int | None = None,
    at: datetime | None = None,
) -> Need:
    """Apply a published decision. A selected contribution becomes a project, with the `amount` in euros."""
    now = at or database_now()
    outcome = DecisionOutcome(outcome)
    if not reason.strip():
        raise ValidationError({"reason": "Donnez le motif de la décision : il est public."})
    row: Need = locked(Proposition if need.is_proposition else Contribution, need.pk)
    if why := refusal(row):
        raise ValidationError(why)
    if outcome == DecisionOutcome.SELECTED:
        _select(row, amount, now)
    elif outcome == DecisionOutcome.NOT_SELECTED:
        _leave_out(row, now)
    about = row.grouped_into if isinstance(row, Contribution) else None
    tell([record(row, _ACTS[outcome], by, now, about=about, reason=reason.strip())])
    return row


def _select(row: Need, amount: Decimal | int | None, now: datetime) -> None:
    if isinstance(row, Contribution):
        granted = None if amount is None else int(amount)
        said = {"granted": granted, "changed": now}
        Project.objects.update_or_create(contribution=row, defaults=said, create_defaults={**said, "selected": now})
    if row.stage not in _UNDER_WAY:
        move(row, Stage.SELECTED, now)


def _leave_out(row: Need, now: datetime) -> None:
    """One that was selected by mistake is a project no more, unless it has started."""
    projects = Project.objects.filter(contribution=row.pk)
    if row.is_proposition and Project.objects.filter(contribution__grouped_into=row.pk).exists():
        raise ValidationError(_HAS_PROJECTS.format(row.title))
    if projects.filter(Q(calls__isnull=False) | Q(service__isnull=False)).exists():
        raise ValidationError(_STARTED.format(row.title))
    projects.delete()
    if row.stage != Stage.NOT_SELECTED:
        move(row, Stage.NOT_SELECTED, now)
