"""One letter a week, with what happened to all the needs that somebody follows: latest first, nothing twice."""

from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from catalogue.foundation.french import quantity
from catalogue.needs.models import Need
from store.accounts.models import User
from store.mail.categories import NEEDS
from store.mail.posting import post
from store.notifications.models import WaitingStep

_MONDAY = 0
_LONGEST_WAIT = timedelta(days=7)
"""If nobody was there on Monday, the letter leaves on another day."""
_MOST = 100


def is_due() -> bool:
    """On Mondays, or when a step has waited for a week."""
    waiting = WaitingStep.objects.filter(told=None)
    if timezone.localdate().weekday() != _MONDAY:
        waiting = waiting.filter(at__lte=timezone.now() - _LONGEST_WAIT)
    return waiting.exists()


def write_weekly_letters() -> str:
    """Each in its own transaction, with the steps that it tells: begun again, it writes those that are missing."""
    if not is_due():
        return "Aucune lettre de la semaine à écrire"
    waiting = WaitingStep.objects.filter(told=None)
    people = list(waiting.order_by("user").values_list("user", flat=True).distinct())
    written = sum(_write(user) for user in people)
    return quantity(written, "lettre de la semaine écrite", "lettres de la semaine écrites")


@transaction.atomic
def _write(user: int) -> bool:
    person = User.objects.get(pk=user)
    rows = list(WaitingStep.objects.select_for_update().filter(user=user, told=None).order_by("-at", "-pk"))
    if not rows:
        return False
    readable = set(Need.objects.public().filter(pk__in={row.need_id for row in rows}).values_list("pk", flat=True))
    told = [row for row in rows if row.need_id in readable]
    WaitingStep.objects.filter(pk__in=[row.pk for row in rows]).update(told=timezone.now(), reason="")
    if not told or not person.is_active or not person.own_address:
        return False
    context = {"needs": _by_need(told[:_MOST]), "number": len(told), "more": max(len(told) - _MOST, 0)}
    key = f"besoins-semaine:{user}:{max(row.pk for row in rows)}"
    post(key, person.own_address, NEEDS, "notifications/needs_of_the_week.html", context)
    return True


def _by_need(steps: list[WaitingStep]) -> list[tuple[Need, list[WaitingStep]]]:
    """The need that moved last first; in each, its latest step first."""
    needs = Need.objects.in_bulk({step.need_id for step in steps})
    place = {pk: number for number, pk in enumerate(dict.fromkeys(step.need_id for step in steps))}
    ordered = sorted(steps, key=lambda step: place[step.need_id])
    return [(needs[pk], list(some)) for pk, some in groupby(ordered, key=lambda step: step.need_id)]
