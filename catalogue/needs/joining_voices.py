"""When two organisations are merged: their voices on the same need, their requests, their candidacies to one call."""

from django.db.models import F
from django.dispatch import receiver

from catalogue.needs.journal import database_now
from catalogue.needs.models import Candidacy, InvestigationRequest, PilotCall, Support, SupportState
from catalogue.needs.piloting import held_call, wake
from catalogue.needs.supporting import hand_over, set_aside
from catalogue.territories.models import Organisation
from catalogue.territories.signals import organisations_compared, organisations_joining

_FARTHEST = (
    Candidacy.State.WITHDRAWN,
    Candidacy.State.REFUSED,
    Candidacy.State.FILED,
    Candidacy.State.WAITING,
    Candidacy.State.CHOSEN,
)
"""States of a candidacy, least far first."""


@receiver(organisations_joining)
def join_voices(sender, gone: Organisation, kept: Organisation, user=None, **kwargs) -> None:
    """One collectivité has one voice: of two for the same need, the first counts, the other stays with the reason."""
    reason = f"« {gone.name} » et « {kept.name} » sont une seule organisation, qui a une voix."
    theirs = {voice.need_id: voice for voice in _voices(kept)}
    for voice in _voices(gone):
        other = theirs.get(voice.need_id)
        if other is not None:
            later = max(voice, other, key=lambda one: (one.cast_at, one.pk))
            set_aside(later, reason)
        if other is None or later != voice:
            hand_over(voice, kept)
    _join_requests(gone, kept, reason)
    _join_candidacies(gone, kept)


def _voices(organisation: Organisation) -> list[Support]:
    return list(Support.objects.filter(organisation=organisation, state=SupportState.COUNTED).order_by("need", "pk"))


def _join_requests(gone: Organisation, kept: Organisation, reason: str) -> None:
    """Of two that wait, the first stays."""
    State = InvestigationRequest.State
    waiting = InvestigationRequest.objects.filter(organisation__in=[gone, kept], state=State.DEPOSEE)
    for row in waiting.order_by("submitted", "pk")[1:]:
        row.state, row.reason, row.answered = State.RETIREE, reason, database_now()
        row.save(update_fields=["state", "reason", "answered"])


def _join_candidacies(gone: Organisation, kept: Organisation) -> None:
    """Of two for one call, the one that went farthest stays, with the people, the sites and the logbook of both."""
    theirs = {row.call_id: row for row in Candidacy.objects.filter(organisation=kept)}
    for row in Candidacy.objects.filter(organisation=gone, call__in=theirs):
        stays, goes = sorted((row, theirs[row.call_id]), key=lambda one: -_FARTHEST.index(Candidacy.State(one.state)))
        stays.authors.add(*goes.authors.all())
        goes.sites.update(candidacy=stays)
        goes.logbook.update(candidacy=stays)
        if goes.state == Candidacy.State.CHOSEN:
            PilotCall.objects.filter(pk=goes.call_id).update(taken=F("taken") - 1)
        goes.delete()
        wake(held_call(stays.call_id), database_now())


@receiver(organisations_compared)
def say_voices_of_both(sender, gone: Organisation, kept: Organisation, **kwargs) -> list[str]:
    needs = {voice.need_id for voice in _voices(kept)}
    twice = Support.objects.filter(organisation=gone, state=SupportState.COUNTED, need__in=needs).select_related("need")
    return sorted(f"{voice.need} : deux soutiens ; le premier compte" for voice in twice)
