"""Where a service comes from: what its team tells of it, then the project that it answers, for its sheet. And which
needs it answers already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.prepared_queries import Prepared
from catalogue.needs.models import Contribution, Need, NeedAct, Project
from catalogue.needs.trace import Trace, TraceStep, bounded, journal_of
from catalogue.services.models import OriginStep, ServicePage

_FIRST, _LAST = 5, 5
_LEFT_OUT = (NeedAct.PROJECT_CHANGED, NeedAct.VERDICT, NeedAct.ACCEPTED)
_MOST_PROJECTS = 3
_MOST_ANSWERED = 5


def origin_of(service: ServicePage) -> Trace:
    """Empty if nobody told it. `service.origin_steps` was read with the sheet."""
    steps = [*_told(service.origin_steps.all()), *_projects(service)]
    return bounded(steps, first=_FIRST, last=_LAST)


def _told(rows: Iterable[OriginStep]) -> Iterator[TraceStep]:
    for row in rows:
        at = timezone.make_aware(datetime.combine(row.on, time(12)))
        label = "Lire le document" if row.url else ""
        yield TraceStep(at, row.title, row.detail, row.source, row.url, label, said=row.said)


def _projects(service: ServicePage) -> Iterator[TraceStep]:
    """What happened to the contributions that became this service, with a link to each whole story."""
    if service.pk not in _answered():
        return
    public = Need.objects.public().filter(contribution__project__service=service.pk)
    for need in public.select_related("contribution")[:_MOST_PROJECTS]:
        steps = journal_of(need.pk, need.contribution.grouped_into_id, left_out=_LEFT_OUT)
        if first := next(steps, None):
            yield replace(first, link=need.get_absolute_url(), link_label=f"« {need.title} »")
        yield from (replace(step, link="") if step.link == service.get_url() else step for step in steps)


@kept_until_written
def _answered() -> frozenset[int]:
    """Services of the catalogue that a project became: few, and asked for by each sheet."""
    return frozenset(service for (service,) in _OF_PROJECTS.rows())


_OF_PROJECTS = Prepared(lambda _: Project.objects.filter(service__isnull=False).order_by().values_list("service"))


@dataclass(frozen=True)
class NeedsAnswered:
    """`more`: there are others."""

    needs: tuple[Contribution, ...]
    more: bool


def needs_answered_by(service: ServicePage) -> NeedsAnswered:
    """The latest that anybody may read, of those that this service answers, as their authors or the team say."""
    if service.pk not in _answering():
        return NeedsAnswered((), False)
    rows = Contribution.objects.public().filter(answered_by=service.pk).select_related("organisation")
    found = tuple(rows.order_by("-pk")[: _MOST_ANSWERED + 1])
    return NeedsAnswered(found[:_MOST_ANSWERED], len(found) > _MOST_ANSWERED)


@kept_until_written
def _answering() -> frozenset[int]:
    return frozenset(service for (service,) in _SAID_TO_ANSWER.rows())


def _write_said(_: list[int]) -> QuerySet:
    said = Contribution.objects.filter(answered_by__isnull=False).order_by()
    return said.values_list("answered_by").distinct()


_SAID_TO_ANSWER = Prepared(_write_said)
