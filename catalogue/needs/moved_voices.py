"""When organisations and territories change, the figures of needs follow in the same transaction.

An organisation that becomes another kind of thing keeps its voice only if that still has one.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from catalogue.deployments.territory_places import places_of
from catalogue.needs.consultation_figures import recount_places
from catalogue.needs.models import Consultation, Contribution, Need, Support, SupportState
from catalogue.needs.supporting import come_back, leave_figures, recount_supports, refusal
from catalogue.territories.lineage import contained
from catalogue.territories.models import Containment, Kind, Organisation, Territory
from catalogue.territories.signals import containers_changed, territories_changed

_MOVED_BY = ("kind", "territory_id")
_COUNTED_BY = ("kind", "code", "stratum", "population")
_MANY = 200
"""Beyond so many territories, it is quicker to count everything again."""


@receiver(pre_save, sender=Organisation)
def organisation_about_to_change(sender, instance: Organisation, update_fields=None, **kwargs) -> None:
    """Voices leave the figures with what the organisation still is."""
    if not instance.pk or not _changes(Organisation, instance, _MOVED_BY, update_fields):
        return
    voices = list(
        _counted().filter(organisation=instance.pk).select_related("organisation__territory", "need__consultation")
    )
    for voice in voices:
        if voice.organisation.territory:
            leave_figures(voice)
    instance.__dict__["_voices"] = voices


@receiver(post_save, sender=Organisation)
def organisation_changed(sender, instance: Organisation, **kwargs) -> None:
    """One that had lost its territory is counted again with all the others."""
    for voice in instance.__dict__.pop("_voices", []):
        left = voice.organisation.territory is not None
        voice.organisation = instance
        if left or refusal(voice.need.consultation, instance):
            come_back(voice)
        if not left:
            recount_supports(voice.need)
            recount_places(voice.need.consultation)


@receiver(pre_save, sender=Territory)
def territory_about_to_change(sender, instance: Territory, update_fields=None, **kwargs) -> None:
    instance.__dict__["_moves_voices"] = instance.pk and _changes(Territory, instance, _COUNTED_BY, update_fields)


@receiver(post_save, sender=Territory)
def territory_changed(sender, instance: Territory, **kwargs) -> None:
    if instance.__dict__.pop("_moves_voices", False):
        recount_around([instance.pk])


@receiver([post_save, post_delete], sender=Containment)
def link_changed(sender, instance: Containment, origin=None, **kwargs) -> None:
    """Bulk deletions are reported by `containers_changed`."""
    if not isinstance(origin, QuerySet):
        recount_around([instance.member_id], [instance.container_id])


@receiver([containers_changed, territories_changed])
def many_changed(sender, territory_ids: Iterable[int], former: Iterable[int] = (), **kwargs) -> None:
    recount_around(territory_ids, former)


@transaction.atomic
def recount_around(territories: Iterable[int], former: Iterable[int] = ()) -> None:
    """What tells of these territories, of those inside and of those around, and of what contained them."""
    moved = {*territories, *former}
    if not moved or not (Contribution.objects.exists() or _counted().exists()):
        return
    needs, contributions = _counted(), Contribution.objects.all()
    if len(moved) <= _MANY:
        there = _around(sorted(moved))
        needs, contributions = (
            needs.filter(organisation__territory__in=there),
            contributions.filter(territory__in=there),
        )
    for need in Need.objects.filter(pk__in=needs.order_by().values("need")):
        recount_supports(need)
    concerned = Q(pk__in=contributions.order_by().values("consultation"))
    for one in Consultation.objects.filter(concerned | Q(pk__in=needs.order_by().values("need__consultation"))):
        recount_places(one)


def _around(territories: Sequence[int]) -> set[int]:
    found = set(territories)
    for place in places_of(territories).values():
        found |= place.around
    for wider in Territory.objects.filter(pk__in=territories).exclude(kind=Kind.COMMUNE):
        found.update(contained(wider).values_list("pk", flat=True))
    return found


def _changes(model, row, names: Sequence[str], written: Iterable[str] | None) -> bool:
    """Whether saving `row` changes one of these columns."""
    told = [name for name in names if written is None or name.removesuffix("_id") in written]
    before = (model.objects.filter(pk=row.pk).values(*told).first() if told else None) or {}
    return any(getattr(row, name) != said for name, said in before.items())


def _counted() -> QuerySet[Support]:
    return Support.objects.filter(state=SupportState.COUNTED)
