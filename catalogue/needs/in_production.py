"""The service of a project reaches its first collectivités, then many: a line of the journal at each milestone."""

from collections.abc import Iterable

from django.db import transaction
from django.dispatch import receiver

from catalogue.deployments.models import Deployment
from catalogue.deployments.signals import deployments_changed
from catalogue.needs.journal import Voice, database_now, record, tell
from catalogue.needs.models import Need, NeedAct, NeedEvent, Project
from catalogue.needs.signals import need_moved

MILESTONES = (1, 10, 50, 100, 500, 1_000)
COUNTED = "collectivites"
"""In `NeedEvent.changes`: how many had the service in production."""
_BY = Voice(None, "Usages déclarés et confirmés")


@receiver(deployments_changed, sender=Deployment)
def deployments_written(sender, service_ids: frozenset[int], **kwargs) -> None:
    note_milestones(Project.objects.filter(service__in=service_ids))


@receiver(need_moved, sender=Need)
def need_in_service(sender, events: list[NeedEvent], **kwargs) -> None:
    """A service that had users before it was the answer to a need starts with the milestone it has reached."""
    if entered := [event.need_id for event in events if event.act == NeedAct.IN_SERVICE]:
        note_milestones(Project.objects.filter(pk__in=entered))


@transaction.atomic
def note_milestones(projects: Iterable[Project]) -> list[NeedEvent]:
    """Only the highest that is reached, once, of services that anybody may read. What is lost later stays history."""
    found = projects.filter(service__figures__listed=True)  # type: ignore[attr-defined]  # a queryset
    events = []
    for project in found.select_related("contribution", "service__figures").order_by("pk"):
        reached = milestone(project.service.figures.deployed)
        if reached and reached > _noted(project):
            link, changes = project.service.get_url() or "", {COUNTED: reached}
            need, reason = project.contribution, project.service.title
            event = record(need, NeedAct.DEPLOYED, _BY, database_now(), reason=reason, link=link, changes=changes)
            events.append(event)
    if events:
        tell(events)
    return events


def milestone(number: int) -> int:
    """The highest that is reached; 0 before the first."""
    return max((one for one in MILESTONES if one <= number), default=0)


def _noted(project: Project) -> int:
    noted = NeedEvent.objects.filter(need=project.pk, act=NeedAct.DEPLOYED).values_list("changes", flat=True)
    return max((changes.get(COUNTED, 0) for changes in noted), default=0)
