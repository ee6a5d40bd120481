"""The history of one use of a service, in words, and its state on a given day."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from catalogue.deployments.history import in_words, state_on
from catalogue.deployments.models import DeploymentEvent
from catalogue.foundation.dates import day as day_in_words
from catalogue.foundation.dates import moment
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation

_UNSAID = ("territory", "is_demo")
"""Columns that the spaces do not write."""


@dataclass(frozen=True)
class Happening:
    """`changes`: « statut : Pilote → En production », one line each."""

    when: str
    iso: str
    what: str
    who: str
    means: str
    reason: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class UseHistory:
    """`happenings`: latest first. `state`: on `day`, empty if nothing was declared then."""

    happenings: tuple[Happening, ...]
    today: date
    day: date | None
    day_in_words: str
    state: tuple[str, ...]


def use_history_of(service: ServicePage, organisation: Organisation, day: date | None) -> UseHistory:
    events = DeploymentEvent.objects.filter(service=service, organisation=organisation).order_by("-at", "-pk")
    state = state_on(service, organisation, day) if day else None
    return UseHistory(
        happenings=tuple(_happening(event) for event in events),
        today=timezone.localdate(),
        day=day,
        day_in_words=day_in_words(day),
        state=_in_words({name: [None, value] for name, value in (state or {}).items() if value}),
    )


def _happening(event: DeploymentEvent) -> Happening:
    return Happening(
        when=moment(event.at),
        iso=event.at.isoformat(),
        what=event.get_act_display(),
        who=event.author_label,
        means=event.get_channel_display(),
        reason=event.reason,
        changes=_in_words(event.changes),
    )


def _in_words(changes: dict[str, list]) -> tuple[str, ...]:
    return in_words({name: values for name, values in changes.items() if name not in _UNSAID})
