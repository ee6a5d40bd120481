"""Which changes make which grants dirty."""

from collections.abc import Iterable

from django.db.models import Model, Q
from django.db.models.signals import m2m_changed, post_save, pre_delete
from django.dispatch import receiver

from catalogue.funding.models import Grant, GrantEvent, GrantMember
from catalogue.funding.signals import grant_moved
from catalogue.territories.models import Organisation
from catalogue.territories.signals import containers_changed, territories_changed
from search.collections import GRANTS
from search.indexing.outbox import mark_dirty


@receiver(grant_moved)
def grant_was_moved(sender, event: GrantEvent, **kwargs) -> None:
    mark_dirty([event.grant_id], GRANTS)


@receiver([post_save, pre_delete], sender=Grant)
def grant_changed(sender, instance: Grant, **kwargs) -> None:
    mark_dirty([instance.pk], GRANTS)


@receiver([post_save, pre_delete], sender=GrantMember)
def member_changed(sender, instance: GrantMember, **kwargs) -> None:
    mark_dirty([instance.grant_id], GRANTS)


@receiver(m2m_changed, sender=Grant.services.through)
def services_changed(sender, instance: Model, action: str, reverse: bool, pk_set: set[int] | None, **kwargs) -> None:
    """Services of a grant, or grants of a service."""
    if action.startswith("post_") or action == "pre_clear":
        grants = (
            (pk_set or Grant.objects.filter(services=instance.pk).values_list("pk", flat=True)) if reverse else None
        )
        mark_dirty([instance.pk] if grants is None else grants, GRANTS)


@receiver(post_save, sender=Organisation)
def name_changed(sender, instance: Organisation, **kwargs) -> None:
    _mark(Q(beneficiary=instance) | Q(members__organisation=instance))


@receiver([containers_changed, territories_changed])
def territories_were_moved(sender, territory_ids: Iterable[int], **kwargs) -> None:
    """Where the beneficiary is, is one of the facets; a région may hold many, and the worker has time."""
    _mark(Q(beneficiary__territory__in=set(territory_ids)))


def _mark(which: Q) -> None:
    mark_dirty(Grant.objects.filter(which).order_by().values_list("pk", flat=True).distinct(), GRANTS)
