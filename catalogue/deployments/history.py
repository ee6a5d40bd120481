"""Reading the history of a use: its state on a given day, its changes in words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.utils import timezone

from catalogue.deployments.changing import TRACKED
from catalogue.deployments.models import Act, Deployment, DeploymentEvent
from catalogue.foundation.dates import in_figures
from catalogue.territories.models import Territory

_NOTHING = "rien"
_DECLARED = ("status", "declared_by")


def state_on(service, organisation, day: date) -> dict[str, Any] | None:
    """The columns at the end of that day, as in `changing.state_of`; None if nothing was declared."""
    end = timezone.make_aware(datetime.combine(day, time.max))
    events = DeploymentEvent.objects.filter(service=service, organisation=organisation, at__lte=end).order_by(
        "at", "pk"
    )
    state: dict[str, Any] = {}
    for changes in events.values_list("changes", flat=True):
        state |= {name: after for name, (_, after) in changes.items()}
    return state if state.get("status") else None


def declarer_of(row: Deployment) -> tuple[int | None, frozenset[str]]:
    """The id of the account that declared the current row, or the marks of a deleted one; neither for a link or a
    command.

    Undoing an import declares nothing: what it restores was declared by somebody before.
    """
    events = DeploymentEvent.objects.filter(service=row.service_id, organisation=row.organisation_id)
    said: dict[str, Any] = {}
    by: dict[tuple[Any, ...], tuple[int | None, frozenset[str]]] = {}
    for act, author, marks, changes in events.order_by("at", "pk").values_list(
        "act", "author", "author_marks", "changes"
    ):
        said |= {name: changes[name][1] for name in _DECLARED if name in changes}
        if act != Act.UNDONE and any(name in changes for name in _DECLARED):
            by[tuple(said.get(name) for name in _DECLARED)] = author, frozenset(marks)
    return by.get(tuple(getattr(row, name) for name in _DECLARED), (None, frozenset()))


def in_words(
    changes: Mapping[str, Sequence], reason: str = "", named: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """« statut : Pilote → En production », one line per column, then the reason.

    `named`: names of territories by key, read once for many changes (`territories_in`).
    """
    told = tuple(name for name in TRACKED if name in changes and name != "declared_by")
    why = (f"motif : {reason}",) if reason else ()
    named = territories_in([changes]) if named is None else named
    return (*(_in_words(name, changes[name], named) for name in told), *why)


def territories_in(many: Iterable[Mapping[str, Sequence]]) -> dict[str, str]:
    """The names of the territories in these changes, by key. Deleted ones are missing."""
    keys = {key for changes in many for key in changes.get("territory", ()) if key}
    if not keys:
        return {}
    codes = {key.partition("-")[2] for key in keys}
    return {one.key: one.name for one in Territory.objects.filter(code__in=codes) if one.key in keys}


def _in_words(name: str, change: Sequence, named: Mapping[str, str]) -> str:
    column: Any = Deployment._meta.get_field(name)
    was, became = change
    before, after = (_said(column, value, named) for value in (was, became))
    return f"{column.verbose_name} : {before} → {after}" if was else f"{column.verbose_name} : {after}"


def _said(column: Any, value: Any, named: Mapping[str, str]) -> str:
    if not value:
        return _NOTHING
    if column.is_relation:
        return named.get(value, value)
    if column.choices:
        return dict(column.choices).get(value, value)
    if isinstance(column, models.DateField):
        return in_figures(date.fromisoformat(value))
    return "oui" if value is True else " ; ".join(str(value).splitlines())
