"""Which changes make which grants dirty."""

from collections.abc import Iterable

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver

from catalogue.funding.models import Grant, GrantEvent, GrantMember
from catalogue.funding.signals import grant_moved
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


@receiver([containers_changed, territories_changed])
def territories_were_moved(sender, territory_ids: Iterable[int], **kwargs) -> None:
    """Where the beneficiary is, is one of the facets; a région may hold many, and the worker has time."""
    there = Grant.objects.filter(beneficiary__territory__in=set(territory_ids))
    mark_dirty(there.order_by().values_list("pk", flat=True), GRANTS)
