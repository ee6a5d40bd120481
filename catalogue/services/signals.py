"""What follows from publishing a sheet: in the admin, on schedule or from a file."""

from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_published

from catalogue.services.models import ServicePage
from catalogue.services.pictures import prepare_pictures


@receiver(page_published, sender=ServicePage)
def prepare_published(sender, instance: ServicePage, **kwargs) -> None:
    """A picture that cannot be made does not undo the publication: the log says so, and the next visit tries again."""
    transaction.on_commit(lambda: prepare_pictures(instance), robust=True)
