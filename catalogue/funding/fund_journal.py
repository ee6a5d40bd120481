"""What every writer of the fund does: move a file along the one table of transitions, record it, keep the figures.

Each writer is a transaction, or joins the caller's. What it refuses is a ValidationError, in French, and nothing is
written. `at` is for a replay: by default it is now, by the clock of the database.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from catalogue.funding.fund_counts import add, changes_of_application, changes_of_grant, line_of_grant, reach_changes
from catalogue.funding.models import (
    TRANSITIONS,
    Application,
    ApplicationEvent,
    ApplicationState,
    Grant,
    GrantAct,
    GrantEvent,
    GrantMember,
)
from catalogue.funding.signals import application_moved, grant_moved
from catalogue.needs.journal import Voice

_NEAR = ("wave", "call", "lead", "envelope")


def held_application(known: Application | int) -> Application:
    """The row as it is now, held until the end of the transaction. What was read around it, which does not change, is
    not read again.
    """
    pk = known if isinstance(known, int) else known.pk
    rows = Application.objects.select_for_update(of=("self",))
    if isinstance(known, int) or not known.is_near_at_hand:
        return rows.select_related("wave", "call", "lead__territory", "envelope").get(pk=pk)
    row = rows.get(pk=pk)
    for name in _NEAR:
        if getattr(row, f"{name}_id") and getattr(row, f"{name}_id") == getattr(known, f"{name}_id"):
            setattr(row, name, getattr(known, name))
    return row


def move(
    row: Application,
    to: ApplicationState,
    by: Voice,
    at: datetime,
    *,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    public: bool = True,
) -> ApplicationEvent:
    """Writes the whole row, whose other fields the caller has set. Raises ValidationError if nothing leads there."""
    was = ApplicationState(row.state)
    if to not in TRANSITIONS[was]:
        raise ValidationError(
            f"« {row.title} » est {was.label.lower()} : ce dossier ne peut pas devenir « {to.label} ».",
            code="transition",
        )
    row.state, row.changed = to, at
    row.wave.call = row.call
    row.save()
    event = record(row, to, by, at, from_state=was, to_state=to, reason=reason, changes=changes, public=public)
    add(row.call.fund_id, at, changes_of_application(event, row.wave.line))
    return event


def record(
    row: Application,
    act: str,
    by: Voice,
    at: datetime,
    *,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    public: bool = True,
) -> ApplicationEvent:
    event = ApplicationEvent.objects.create(
        application=row,
        act=act,
        from_state=from_state,
        to_state=to_state,
        at=at,
        author=by.user,
        author_label=by.label,
        reason=reason,
        changes=dict(changes or {}),
        public=public,
    )
    application_moved.send(Application, event=event)
    return event


def record_grant(
    grant: Grant, act: GrantAct, by: Voice, at: datetime, *, amount: int | None = None, reason: str = ""
) -> GrantEvent:
    """With its figures. Members of an awarded grant are there already."""
    event = GrantEvent.objects.create(
        grant=grant, act=act, amount=amount, at=at, author=by.user, author_label=by.label, reason=reason
    )
    changes = changes_of_grant(event, line_of_grant(grant))
    if act in (GrantAct.AWARDED, GrantAct.CANCELLED):
        changes += _reach(grant, act)
    add(grant.fund_id, at, changes)
    grant_moved.send(Grant, event=event)
    return event


def _reach(grant: Grant, act: GrantAct) -> list:
    """Whether organisations have their first grant of this fund, or lose their last."""
    members = list(GrantMember.objects.filter(grant=grant).values_list("organisation", flat=True))
    everybody = {grant.beneficiary_id, *members}
    others = Grant.objects.standing().filter(fund=grant.fund_id).exclude(pk=grant.pk)
    holders = Counter(others.filter(beneficiary__in=everybody).values_list("beneficiary", flat=True))
    shared = GrantMember.objects.filter(grant__in=others, organisation__in=everybody)
    reached = holders + Counter(shared.values_list("organisation", flat=True))
    if act == GrantAct.CANCELLED:  # it still counts here
        holders[grant.beneficiary_id] += 1
        reached.update(everybody)
    return reach_changes(act, grant.beneficiary_id, members, holders, reached)
