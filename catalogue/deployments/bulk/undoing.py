"""Undoing a batch within a day: restores what it wrote, except what somebody has changed since."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalogue.deployments.changing import Author, Edit, assign, state_of, value_of, write
from catalogue.deployments.models import Act, Batch, BatchState, Deployment, DeploymentEvent
from catalogue.foundation.progress import track


@dataclass(frozen=True)
class Undone:
    """`restored`: the number of deployments restored; `left`: those changed since, which are left as they are."""

    restored: int
    left: tuple[str, ...]


@transaction.atomic
def undo(batch: Batch, by: Author) -> Undone:
    """Raises ValidationError, in French, if it may not be undone; nothing is then written."""
    row = Batch.objects.held(batch.pk)
    if row.state != BatchState.APPLIED:
        raise ValidationError("Cet import n'est pas appliqué, ou il est déjà annulé.")
    if not row.can_be_undone:
        raise ValidationError("Un import s'annule pendant vingt-quatre heures : ce délai est passé.")
    events = list(row.events.select_related("organisation").order_by("pk"))
    rows = row.service.deployments.select_related("organisation", "territory").select_for_update(of=("self",))
    current = {deployment.pk: deployment for deployment in rows}
    changed = _changed_since(events)
    edits, left = [], []
    for event in track(events):
        if event.deployment_id not in current or event.deployment_id in changed:
            left.append(event.organisation.name)
        else:
            edits.append(_back(event, current[event.deployment_id]))
    write(edits, by)
    row.state, row.undone_at, row.outcome = BatchState.UNDONE, timezone.now(), []
    row.save()
    return Undone(len(edits), tuple(left))


def _changed_since(events: list[DeploymentEvent]) -> set[int]:
    """Deployments that differ from what these events left. An import that was undone since makes no difference."""
    if not events:
        return set()
    first = events[0]
    later = DeploymentEvent.objects.filter(service=first.service_id, pk__gt=first.pk).exclude(batch=first.batch_id)
    differences: dict[int, dict[str, Any]] = {}
    for deployment, changes in later.order_by("pk").values_list("deployment", "changes"):
        known = differences.setdefault(deployment, {})
        for name, (was, became) in changes.items():
            known[name] = (known[name][0] if name in known else was, became)
    return {pk for pk, columns in differences.items() if any(was != became for was, became in columns.values())}


def _back(event: DeploymentEvent, deployment: Deployment) -> Edit:
    before = state_of(deployment)
    if event.act != Act.DECLARED:
        assign(deployment, {name: value_of(name, was) for name, (was, _) in event.changes.items()})
    return Edit(deployment, Act.UNDONE, before, removed=event.act == Act.DECLARED)
