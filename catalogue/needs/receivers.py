"""What needs do when something happens below them."""

from django.dispatch import receiver
from wagtail.signals import page_published

from catalogue.needs.projects import sheet_published
from catalogue.services.models import ServicePage


@receiver(page_published, sender=ServicePage)
def service_published(sender, instance: ServicePage, **kwargs) -> None:
    sheet_published(instance)
