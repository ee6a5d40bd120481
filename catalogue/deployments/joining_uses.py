"""When two organisations are merged: their uses of the same service, and their open requests for it."""

from django.dispatch import receiver

from catalogue.deployments.changing import Author, Edit, assign, carry_over, forget, state_of, write
from catalogue.deployments.models import (
    Act,
    Channel,
    Deployment,
    DeploymentEvent,
    Party,
    RequestedService,
    Standing,
)
from catalogue.deployments.requesting import take_back
from catalogue.deployments.signals import deployments_changed
from catalogue.territories.governing import SAME_PLACE, governing_key
from catalogue.territories.models import Organisation
from catalogue.territories.signals import organisations_compared, organisations_joining

_WORTH = (Standing.DECLAREE, Standing.A_RECONFIRMER, Standing.CONFIRMEE, Standing.CONTESTEE)
"""Standings, weakest first. A dispute wins, since it must still be settled."""
_SIGNED = ("status", "since", "until", "stop_reason", "stop_note", "standing", "declared_by", "confirmed_on")
_SAID = (*_SIGNED, "contest_reason", "open_to_members", "source", "is_demo", "territory")


@receiver(organisations_joining)
def join_uses(sender, gone: Organisation, kept: Organisation, user=None, **kwargs) -> None:
    by = Author(Party.ANCT, Channel.ADMIN if user else Channel.CHARGEMENT, user)
    reason = f"« {gone.name} » et « {kept.name} » sont une seule organisation."
    _close_second_requests(gone, kept, by, reason)
    rows = Deployment.objects.select_for_update(of=("self",)).select_related("service", "organisation", "territory")
    theirs = {row.service_id: row for row in rows.filter(organisation=kept)}
    moved = set()
    for row in rows.filter(organisation=gone).order_by("pk"):
        moved.add(row.service_id)
        if row.service_id in theirs:
            _join(row, theirs[row.service_id], by, reason)
        elif _is_same_place(gone, kept) and row.territory_id == gone.territory_id:
            write([_moved_place(row, kept, reason)], by)
    carry_over(gone, kept)
    if moved:
        deployments_changed.send(sender=Deployment, service_ids=frozenset(moved), events=[])


@receiver(organisations_compared)
def say_uses_of_both(sender, gone: Organisation, kept: Organisation, **kwargs) -> list[str]:
    rows = Deployment.objects.select_related("service", "organisation").order_by("service__title")
    theirs = {row.service_id: row for row in rows.filter(organisation=kept)}
    pairs = [(row, theirs[row.service_id]) for row in rows.filter(organisation=gone) if row.service_id in theirs]
    told = [_said(row if _strength(row) > _strength(other) else other) for row, other in pairs]
    asked = RequestedService.objects.open().select_related("service")
    open_for = {row.service: row.organisation_id for row in asked.filter(organisation=kept)}
    twice = {row.service for row in asked.filter(organisation=gone)} & open_for.keys()
    return told + sorted(f"{service} : deux demandes ouvertes ; la première reste ouverte" for service in twice)


def _said(row: Deployment) -> str:
    state = f"{row.get_status_display()}, {row.get_standing_display().lower()}"
    return f"{row.service} : deux déploiements ; gardé, celui de « {row.organisation.name} » ({state})"


def _join(row: Deployment, kept: Deployment, by: Author, reason: str) -> None:
    """Both histories are kept, and the merge is their last event."""
    before = state_of(kept)
    sites = list(dict.fromkeys([*kept.site_names, *row.site_names]))
    if _strength(row) > _strength(kept):
        assign(kept, {name: getattr(row, name) for name in _SAID})
    else:
        before = state_of(row)
    kept.pilot_sites = "\n".join(sites)
    DeploymentEvent.objects.filter(deployment=row).update(deployment=kept)
    RequestedService.objects.filter(deployment=row).update(deployment=kept)
    forget(row)
    write([Edit(kept, Act.CHANGED, before, reason)], by)


def _strength(row: Deployment) -> tuple:
    """Real data win over demonstration data, then the stronger signature, then the later confirmation."""
    confirmed = row.confirmed_on.toordinal() if row.confirmed_on else 0
    return not row.is_demo, _WORTH.index(Standing(row.standing)), confirmed


def _is_same_place(gone: Organisation, kept: Organisation) -> bool:
    """« Ville de Paris » and « Département de Paris » cover the same place; Haute-Corse is only a part of Corse."""
    if gone.territory is None or kept.territory is None or gone.territory.key not in SAME_PLACE:
        return False
    return governing_key(gone.territory.key) == kept.territory.key


def _close_second_requests(gone: Organisation, kept: Organisation, by: Author, reason: str) -> None:
    """Keeps the oldest open request for a service, with its history."""
    asked = RequestedService.objects.open().select_related("service", "organisation").order_by("pk")
    first: set[tuple[int, str]] = set()
    for row in asked.filter(organisation__in=[gone, kept]):
        if (row.service_id, row.asker) in first:
            take_back(row, by, reason)
        first.add((row.service_id, row.asker))


def _moved_place(row: Deployment, kept: Organisation, reason: str) -> Edit:
    before = state_of(row)
    row.territory = kept.territory
    return Edit(row, Act.CHANGED, before, reason)
