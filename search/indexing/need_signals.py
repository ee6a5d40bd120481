"""Which changes make which needs dirty."""

from collections.abc import Iterable

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from catalogue.needs.models import Consultation, ConsultationPhase, Contribution, Need, Proposition
from catalogue.needs.signals import need_moved
from catalogue.territories.lineage import contained
from catalogue.territories.models import Containment, Kind, Territory
from catalogue.territories.signals import containers_changed, territories_changed
from search.collections import NEEDS
from search.indexing.outbox import mark_dirty


@receiver(need_moved)
def needs_moved(sender, needs: frozenset[int], events: list, **kwargs) -> None:
    """A figure alone can wait for the next search, as those who give a voice need not wait for the index."""
    mark_dirty(needs, NEEDS, at_once=bool(events))


@receiver([post_save, pre_delete], sender=Need)
@receiver([post_save, pre_delete], sender=Contribution)
@receiver([post_save, pre_delete], sender=Proposition)
def need_changed(sender, instance: Need, **kwargs) -> None:
    mark_dirty([instance.pk], NEEDS)


@receiver(m2m_changed, sender=Need.themes.through)
def themes_changed(sender, instance: Model, action: str, reverse: bool, pk_set: set[int] | None, **kwargs) -> None:
    """Themes of a need, or needs of a theme; what clearing a theme takes away is read before."""
    if action.startswith("post_") or action == "pre_clear":
        needs = (pk_set or Need.objects.filter(themes=instance.pk).values_list("pk", flat=True)) if reverse else None
        mark_dirty([instance.pk] if needs is None else needs, NEEDS)


_READ = ("slug", "live", "expire_at", "hides_supports")
"""What documents say of their consultation, and what decides whether they are public."""


@receiver(pre_save, sender=Consultation)
def consultation_about_to_be_written(sender, instance: Consultation, update_fields=None, **kwargs) -> None:
    """Only if its needs are told otherwise, since there may be many."""
    written = [name for name in _READ if update_fields is None or name in update_fields]
    before = Consultation.objects.filter(pk=instance.pk).values(*written).first() if instance.pk and written else None
    if before and any(getattr(instance, name) != before[name] for name in written):
        _mark(consultation=instance.pk)


@receiver([post_save, post_delete], sender=ConsultationPhase)
def phase_changed(sender, instance: ConsultationPhase, **kwargs) -> None:
    """Extending the phase of support hides its figures again."""
    _mark(consultation=instance.consultation_id, consultation__hides_supports=True)


@receiver([post_save, post_delete], sender=Containment)
def link_changed(sender, instance: Containment, **kwargs) -> None:
    _mark_inside([instance.member_id])


@receiver([containers_changed, territories_changed])
def territories_moved(sender, territory_ids: Iterable[int], **kwargs) -> None:
    _mark_inside(territory_ids)


def _mark_inside(territories: Iterable[int]) -> None:
    """Needs of these territories and of what lies inside them: where they are is one of their facets."""
    moved = set(territories)
    if not Need.objects.filter(territory__isnull=False).exists():
        return
    _mark(territory__in=moved)
    for territory in Territory.objects.filter(pk__in=moved).exclude(kind=Kind.COMMUNE):
        _mark(territory__in=contained(territory))


def _mark(**which) -> None:
    mark_dirty(Need.objects.filter(**which).order_by().values_list("pk", flat=True), NEEDS)
