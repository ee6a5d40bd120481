"""What changes figures besides the writer: rows saved in other ways, territories that move, services made public."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from catalogue.deployments import use_figures
from catalogue.deployments.models import Deployment, ServiceFigures
from catalogue.services.models import ServicePage
from catalogue.territories.models import Containment, Organisation, Territory
from catalogue.territories.signals import containers_changed, territories_changed

_COUNTED_BY = ("kind", "code", "stratum", "population")


@receiver([pre_save, pre_delete], sender=Deployment)
def deployment_about_to_change(sender, instance: Deployment, **kwargs) -> None:
    instance.__dict__["_said"] = use_figures.read([instance.pk]) if instance.pk else []


@receiver(post_save, sender=Deployment)
def deployment_saved(sender, instance: Deployment, **kwargs) -> None:
    use_figures.follow(instance.__dict__.pop("_said"), use_figures.read([instance.pk]))


@receiver(post_delete, sender=Deployment)
def deployment_deleted(sender, instance: Deployment, origin: Any = None, **kwargs) -> None:
    """Deletions by the writer are counted there, and those of a whole service need not be."""
    said = instance.__dict__.pop("_said", [])
    if said and ServiceFigures.objects.filter(pk=instance.service_id).exists():
        use_figures.follow(said, [])


@receiver(pre_save, sender=Territory)
def territory_about_to_change(sender, instance: Territory, **kwargs) -> None:
    before = Territory.objects.filter(pk=instance.pk).values(*_COUNTED_BY).first() if instance.pk else None
    instance.__dict__["_moves_figures"] = before and any(getattr(instance, name) != before[name] for name in before)


@receiver(post_save, sender=Territory)
def territory_changed(sender, instance: Territory, **kwargs) -> None:
    if instance.__dict__.pop("_moves_figures", False):
        use_figures.recount(use_figures.services_used_in([instance.pk]))


@receiver([post_save], sender=Territory)
@receiver([post_save], sender=Organisation)
def name_changed(sender, instance: Territory | Organisation, created: bool, **kwargs) -> None:
    """Lists are sorted by name."""
    if not created:
        rows = {Territory: Q(territory=instance.pk), Organisation: Q(organisation=instance.pk)}[sender]
        Deployment.objects.filter(rows).put_in_order()


@receiver([post_save, post_delete], sender=Containment)
def link_changed(sender, instance: Containment, origin: Any = None, **kwargs) -> None:
    """Bulk deletions are reported by `containers_changed`."""
    if not isinstance(origin, QuerySet):
        use_figures.recount(use_figures.services_used_in([instance.member_id], [instance.container_id]))


@receiver([containers_changed, territories_changed])
def many_changed(sender, territory_ids: Iterable[int], former: Iterable[int] = (), **kwargs) -> None:
    """Names may have changed too: recounting sorts the lists."""
    use_figures.recount(use_figures.services_used_in(territory_ids, former))


@receiver(post_save, sender=ServicePage)
def service_saved(sender, instance: ServicePage, **kwargs) -> None:
    use_figures.relist([instance.pk])


@receiver([page_published, page_unpublished, post_page_move])
def page_changed(sender, instance: Page, **kwargs) -> None:
    use_figures.relist(_under(instance))


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(sender, instance: PageViewRestriction, **kwargs) -> None:
    use_figures.relist(_under(instance.page))


@receiver(pre_delete, sender=ServicePage)
def service_about_to_go(sender, instance: ServicePage, **kwargs) -> None:
    """Deletes its figures first, so that its deployments are not uncounted one by one."""
    use_figures.forget(instance.pk)


def _under(page: Page) -> Iterable[int]:
    return ServiceFigures.objects.filter(service__path__startswith=page.path).values_list("pk", flat=True)
