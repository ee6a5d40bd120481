"""What happens to a need, to those who follow it: at once, or grouped in one letter a week for who chose that.

Who follows a proposition is told of the projects that came of it; who follows a contribution is told of the proposition
in which it is grouped. The author of a contribution may object to its grouping: they are told at once, always. Nobody
is told twice: the answer to their candidacy tells pilots that they are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalogue.foundation.chunks import chunks
from catalogue.foundation.french import quantity
from catalogue.needs.grouping import objection_ends
from catalogue.needs.models import Follow, Need, NeedAct, NeedEvent
from store.accounts.models import User
from store.mail.categories import NEEDS, NEEDS_WEEKLY, REQUESTS
from store.mail.models import Preference
from store.mail.posting import Letter, compose, write
from store.notifications.models import WaitingStep
from store.notifications.pilot_letters import told_of_their_seat
from store.work.duties import ask_if_somebody_is_there

_ERRAND = "need-letters"
_AT_ONCE = 50
"""Letters in one transaction; more than that are the worker's, if there is one."""
_STALE = timedelta(days=2)
"""What happened longer ago than that is history that somebody records, not news."""
_OWN = (NeedAct.GROUPED, NeedAct.UNGROUPED, NeedAct.OBJECTION_KEPT, NeedAct.OBJECTION_DISMISSED)
"""Of one contribution: those who follow others of the same proposition have nothing to do with it."""
_AUTHOR_ONLY = (NeedAct.OBJECTION_KEPT, NeedAct.OBJECTION_DISMISSED)
HEADINGS = {
    NeedAct.GROUPED: "Regroupée dans une proposition",
    NeedAct.UNGROUPED: "Sortie du regroupement",
    NeedAct.OBJECTION_KEPT: "Votre opposition est suivie",
    NeedAct.OBJECTION_DISMISSED: "Votre opposition n'est pas suivie",
    NeedAct.CORRECTED: "Le texte est corrigé",
    NeedAct.OPENED_TO_SUPPORT: "Ouverte au soutien",
    NeedAct.SELECTED: "Retenue par le comité",
    NeedAct.NOT_SELECTED: "Non retenue à ce jour",
    NeedAct.ADJOURNED: "Décision reportée",
    NeedAct.CALL_OPENED: "Des territoires pilotes sont cherchés",
    NeedAct.PILOT_CHOSEN: "Un territoire pilote s'engage",
    NeedAct.VERDICT: "Un territoire pilote donne son bilan",
    NeedAct.IN_SERVICE: "Le service est au catalogue",
}
_TEMPLATES = {NeedAct.GROUPED: "notifications/need_grouped.html"}
_STEP = "notifications/need_step.html"


@dataclass(frozen=True)
class Step:
    """An event, as one person reads it. `is_right`: it answers what they asked for, and is never put off."""

    event: NeedEvent
    user: User
    is_right: bool

    @property
    def key(self) -> str:
        return f"besoin:{self.event.pk}:{self.user.pk}"

    @property
    def heading(self) -> str:
        act = NeedAct(self.event.act)
        if act == NeedAct.UNGROUPED and self.event.about_id == self.event.need_id:
            return "Proposition dissoute"
        pilot = (self.event.changes.get("pilot") or [None, None])[1]
        return f"Territoire pilote : {pilot}" if act == NeedAct.PILOT_CHOSEN and pilot else HEADINGS[act]


def tell_followers(sender, events: Sequence[NeedEvent], **kwargs) -> None:
    """In the transaction; by the worker if many follow."""
    fresh = timezone.now() - _STALE
    told = [event.pk for event in events if event.act in HEADINGS and event.public and event.at > fresh]
    if not told:
        return
    if _are_many(told) and ask_if_somebody_is_there(_ERRAND, f"{min(told)}:{len(told)}", events=told):
        return
    write_step_letters(told)


def write_step_letters(events: Sequence[int]) -> str:
    """Begun again, it writes those that are missing."""
    number = 0
    for event in _read(events):
        for some in chunks(_steps_of(event), _AT_ONCE):
            number += _write(some)
    return quantity(number, "étape dite", "étapes dites")


def _read(events: Iterable[int]) -> Iterator[NeedEvent]:
    rows = NeedEvent.objects.filter(pk__in=list(events)).order_by("at", "pk")
    return rows.select_related(
        "about", "need__consultation", "need__contribution__author", "need__contribution__grouped_into"
    ).iterator(chunk_size=200)


def _are_many(events: Sequence[int]) -> bool:
    needs = {pk for event in _read(events) for pk in _needs_around(event)}
    follows = Follow.objects.filter(_about(needs), stopped=None)
    return len(events) > _AT_ONCE or len(follows.values_list("pk", flat=True)[: _AT_ONCE + 1]) > _AT_ONCE


def _needs_around(event: NeedEvent) -> set[int]:
    """The need, and the proposition that it is in."""
    contribution = getattr(event.need, "contribution", None)
    into = contribution.grouped_into_id if contribution and event.act not in _OWN else None
    return {event.need_id, *([into] if into else [])}


def _about(needs: set[int]) -> Q:
    """Also whoever follows a contribution of one of these, if it is a proposition."""
    return Q(need__in=needs) | Q(need__contribution__grouped_into__in=needs)


def _steps_of(event: NeedEvent) -> list[Step]:
    """One for each person. Only its author is told of what is not public."""
    contribution = getattr(event.need, "contribution", None)
    author = contribution.author if contribution else None
    steps = [Step(event, author, True)] if author and _is_for_author(event) else []
    if event.act in _AUTHOR_ONLY or not Need.objects.public().filter(pk=event.need_id).exists():
        return steps
    around = _needs_around(event)
    stopped = Follow.objects.filter(need__in=around, stopped__isnull=False).values("user")
    followers = Follow.objects.filter(_about(around), stopped=None).exclude(user__in=stopped).values("user")
    people = User.objects.filter(pk__in=followers, is_active=True).order_by("pk")
    otherwise = {author.pk} if author and event.act in _OWN else set()
    if event.act == NeedAct.PILOT_CHOSEN:
        otherwise |= told_of_their_seat(event)
    return [*steps, *(Step(event, one, False) for one in people.iterator() if one.pk not in otherwise)]


def _is_for_author(event: NeedEvent) -> bool:
    if event.act == NeedAct.UNGROUPED:
        kept = NeedEvent.objects.filter(need=event.need_id, act=NeedAct.OBJECTION_KEPT, at=event.at)
        return not kept.exists()  # the answer to their objection says it
    return event.act in _OWN


@transaction.atomic
def _write(steps: Sequence[Step]) -> int:
    """Those who read a weekly letter find it there."""
    known = WaitingStep.objects.known(step.key for step in steps)
    missing = [step for step in steps if step.user.own_address and step.key not in known]
    later = Preference.objects.of_those_who_want(NEEDS_WEEKLY, {step.user.own_address for step in missing})
    put_off = [step for step in missing if not step.is_right and step.user.own_address in later]
    WaitingStep.objects.bulk_create([_waiting(step) for step in put_off], ignore_conflicts=True)
    at_once = [_letter(step) for step in missing if step not in put_off]
    write(compose(at_once))
    return len(missing)


def _waiting(step: Step) -> WaitingStep:
    event = step.event
    return WaitingStep(
        user=step.user, need_id=event.need_id, key=step.key, at=event.at, heading=step.heading, reason=event.reason
    )


def _letter(step: Step) -> Letter:
    event = step.event
    template = _TEMPLATES.get(NeedAct(event.act), _STEP) if step.is_right else _STEP
    context = {
        "heading": step.heading,
        "event": event,
        "need": event.need,
        "about": event.about,
        "is_author": step.is_right,
        **_MORE.get(NeedAct(event.act), lambda event: {})(event),
    }
    return Letter(step.key, step.user.own_address, REQUESTS if step.is_right else NEEDS, template, context)


def _more_of_grouping(event: NeedEvent) -> dict:
    return {"objection_ends": objection_ends(event.need.contribution)}


def _more_of_refusal(event: NeedEvent) -> dict:
    """The way on."""
    return {"stays": True, "search": urlencode({"q": event.need.title})}


_MORE: dict[NeedAct, Callable[[NeedEvent], dict]] = {
    NeedAct.GROUPED: _more_of_grouping,
    NeedAct.NOT_SELECTED: _more_of_refusal,
}
