"""Receivers: after a sheet is published, and when two organisations are merged."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import page_published

from catalogue.services.models import ConsortiumMember, Partner, ServicePage
from catalogue.services.sheet.renditions import prepare_pictures
from catalogue.territories.models import Organisation
from catalogue.territories.signals import organisations_joining


@receiver(page_published, sender=ServicePage)
def prepare_published(sender, instance: ServicePage, **kwargs) -> None:
    """If a picture cannot be made, the page stays published; it is logged, and tried again at the next visit."""
    transaction.on_commit(lambda: prepare_pictures(instance), robust=True)


_LISTS: dict[str, type[Model]] = {"partners": Partner, "consortium": ConsortiumMember}
_COLUMNS = ("owned_by", "operator")


@receiver(organisations_joining)
def join_names(sender, gone: Organisation, kept: Organisation, **kwargs) -> None:
    """A sheet that names both organisations then names one."""
    for model in _LISTS.values():
        have = model._default_manager.filter(organisation=kept).values("page")
        model._default_manager.filter(organisation=gone, page__in=list(have.values_list("page", flat=True))).delete()
    revisions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(ServicePage))
    for revision in revisions.iterator(chunk_size=50):
        if _rewrite(revision.content, gone.pk, kept.pk):
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)


def _rewrite(content: dict, old: int, new: int) -> bool:
    changed = False
    for name in _COLUMNS:
        if content.get(name) == old:
            content[name], changed = new, True
    for name in _LISTS:
        rows = content.get(name) or []
        if any(row["organisation"] == old for row in rows):
            has_both = any(row["organisation"] == new for row in rows)
            content[name] = [
                {**row, "organisation": new} if row["organisation"] == old else row
                for row in rows
                if not (has_both and row["organisation"] == old)
            ]
            changed = True
    return changed
