"""Which changes make which documents dirty; `need_signals` is about needs alone. Receivers only mark; the document is
decided when it is re-read.

Not on `post_save` of a page: saving a draft of a live page sends it with `live=True`. Restricting a page or deleting a
tree sends no page signal, hence the receivers on restrictions and on deletion.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from catalogue.deployments.models import ServiceFigures
from catalogue.services.models import Audience, Connection, LegalVehicle, RequiredService, ServicePage, Theme
from catalogue.territories.models import Organisation, PriorityPolicy
from search.collection import Collection
from search.collections import COLLECTIONS, GRANTS, NEEDS, SERVICES
from search.indexing.outbox import mark_dirty


@receiver([page_published, page_unpublished, page_slug_changed, post_page_move])
def page_changed(sender, instance: Page, **kwargs) -> None:
    """Publishing a page changes no document but its own: a consultation holds too many needs to read them all again."""
    for collection in COLLECTIONS:
        if kwargs["signal"] is not page_published or isinstance(instance, collection.model):
            mark_dirty(collection.under(instance), collection)


_DRAFT = {"latest_revision", "has_unpublished_changes", "draft_title", "latest_revision_created_at", "locale"}
"""Columns that Wagtail writes on a page when a draft is saved."""


@receiver(pre_save, sender=ServicePage)
def service_about_to_be_written(sender, instance: ServicePage, update_fields=None, **kwargs) -> None:
    """Publishing saves the page and sends its signal in two transactions: a mark made here survives a crash."""
    if instance.pk and (update_fields is None or set(update_fields) - _DRAFT):
        mark_dirty([instance.pk], at_once=False)


@receiver(pre_delete, sender=ServicePage)
def service_deleted(sender, instance: ServicePage, **kwargs) -> None:
    mark_dirty([instance.pk])


@receiver([pre_save, post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(sender, instance: PageViewRestriction, **kwargs) -> None:
    """Before and after, since a restriction may move from one page to another."""
    for restriction in [instance, *PageViewRestriction.objects.filter(pk=instance.pk).select_related("page")]:
        for collection in COLLECTIONS:
            mark_dirty(collection.under(restriction.page), collection)


@receiver(post_save, sender=ServiceFigures)
def figures_changed(sender, instance: ServiceFigures, **kwargs) -> None:
    """All that a document tells of its use, whatever moved it: a deployment, a territory, a link between two."""
    mark_dirty([instance.pk])


_WHO_SHOWS: dict[Collection, dict[type[Model], Callable[[Any], Q]]] = {
    SERVICES: {
        Theme: lambda term: Q(themes=term),
        Audience: lambda term: Q(audiences=term),
        Connection: lambda term: Q(connections=term),
        LegalVehicle: lambda term: Q(vehicle=term),
        Organisation: lambda body: Q(operator=body) | Q(owned_by=body),
    },
    NEEDS: {
        Theme: lambda term: Q(themes=term),
        PriorityPolicy: lambda policy: Q(policy=policy),
        Organisation: lambda body: Q(organisation=body),
    },
    GRANTS: {Organisation: lambda body: Q(beneficiary=body) | Q(members__organisation=body)},
}


def named_thing_changed(sender: type[Model], instance: Model, **kwargs) -> None:
    for collection, shown in _WHO_SHOWS.items():
        if instance.pk and sender in shown:
            rows = collection.model._default_manager.filter(shown[sender](instance))
            mark_dirty(rows.order_by().values_list("pk", flat=True).distinct(), collection)


for _model in {model for shown in _WHO_SHOWS.values() for model in shown}:
    for _signal in (post_save, pre_delete):
        _signal.connect(named_thing_changed, sender=_model, dispatch_uid=f"search_{_signal}_{_model.__name__}")


@receiver(post_delete, sender=RequiredService)
def requirement_removed(sender, instance: RequiredService, **kwargs) -> None:
    """Deleting a service removes requirements on it."""
    mark_dirty([instance.page_id])
