"""What needs do when something happens below them."""

from collections.abc import Iterable

from django.dispatch import receiver
from wagtail.signals import page_published

from catalogue.needs.committee_files import apply_decisions
from catalogue.needs.projects import sheet_published
from catalogue.review.models import Decision, Session
from catalogue.review.reviewing import decisions_published
from catalogue.services.models import ServicePage


@receiver(page_published, sender=ServicePage)
def service_published(sender, instance: ServicePage, **kwargs) -> None:
    sheet_published(instance)


@receiver(decisions_published)
def committee_decided(sender, session: Session, decisions: Iterable[Decision], **kwargs) -> None:
    apply_decisions(session, decisions)
