"""The one writer of projects: the outcome they take, their legal path, the service that they become."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_published

from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Party
from catalogue.needs.journal import Voice, anct, database_now, locked, move, record, tell
from catalogue.needs.models import Candidacy, Contribution, NeedAct, NeedEvent, Project, Stage
from catalogue.needs.pilots_on_sheets import bring
from catalogue.services.models import ServicePage

SAID = ("outcome", "study", "vehicle", "engineering", "granted")


@transaction.atomic
def change_project(
    project: Project, values: Mapping[str, Any], by: Voice, reason: str = "", at: datetime | None = None
) -> NeedEvent | None:
    """`values`: of `SAID`, and `service`, a sheet or None. None if nothing changes."""
    now = at or database_now()
    row = held_project(project.pk)
    before, former = said_by(row), row.service_id
    for name, value in values.items():
        setattr(row, name, value)
    changes = {name: [before[name], said] for name, said in said_by(row).items() if said != before[name]}
    if not changes and row.service_id == former:
        return None
    row.changed = now
    row.full_clean(exclude=["contribution"], validate_unique=False, validate_constraints=False)
    row.save()
    event = None
    if changes:
        event = record(row.contribution, NeedAct.PROJECT_CHANGED, by, now, reason=reason.strip(), changes=changes)
        tell([event])
    if row.service_id != former:
        _follow_service(row, by, now)
    return event


def said_by(project: Project) -> dict[str, Any]:
    """In words, as the journal keeps them; the service is told by an event of its own, once it is public."""
    return {
        "outcome": project.get_outcome_display(),
        "study": project.get_study_display(),
        "vehicle": project.vehicle.name if project.vehicle else "",
        "engineering": project.engineering,
        "granted": project.granted,
    }


def held_project(pk: int) -> Project:
    """The row as it is now, held until the end of the transaction, with its contribution."""
    row = Project.objects.select_for_update(of=("self",)).select_related("vehicle", "service").get(pk=pk)
    row.contribution = locked(Contribution, pk)
    return row


def _follow_service(project: Project, by: Voice, now: datetime) -> None:
    need = project.contribution
    if project.service is None:
        if need.stage == Stage.IN_SERVICE:
            move(need, stage_without_service(project), now)
        return
    if project.service.is_public:
        put_in_service(project, by, now)


def stage_without_service(project: Project) -> Stage:
    chosen = Candidacy.objects.filter(call__project=project, state=Candidacy.State.CHOSEN)
    if chosen.exists():
        return Stage.PILOTED
    return Stage.PILOTS_WANTED if project.calls.exists() else Stage.SELECTED


def put_in_service(project: Project, by: Voice, now: datetime) -> None:
    """Its sheet is public. Its pilots become members of the consortium, and users. Again, it changes nothing."""
    service = project.service
    if service is None:
        raise ValidationError({"service": "Choisissez la fiche du service."})
    if project.contribution.stage != Stage.IN_SERVICE:
        move(project.contribution, Stage.IN_SERVICE, now)
        need, link = project.contribution, service.get_url() or ""
        tell([record(need, NeedAct.IN_SERVICE, by, now, reason=service.title, link=link)])
    bring(project, Author(Party.ANCT, Channel.ADMIN, by.user))


@receiver(page_published, sender=ServicePage)
@transaction.atomic
def sheet_published(sender, instance: ServicePage, **kwargs) -> None:
    """Projects that were waiting for this sheet are in service; a sheet written anew keeps their pilots."""
    if not instance.is_public:
        return
    waiting: Iterable[int] = Project.objects.filter(service=instance.pk).order_by("pk").values_list("pk", flat=True)
    for pk in list(waiting):
        put_in_service(held_project(pk), anct(), database_now())
