"""Saying that a sheet was read again and holds: a fact about the sheet, not a change of its text.

It is written at once, without a revision: nobody has to approve it, and a draft that waits is left as it is
(`ServicePage.with_content_json` keeps the date when that draft is published). The history of the page says who did it.
"""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from catalogue.services.models import ServicePage

LOG_ACTION = "services.verify"


@transaction.atomic
def verify(page: ServicePage, user) -> None:
    """Today, whatever was written before."""
    page.verified = timezone.localdate()
    ServicePage.objects.filter(pk=page.pk).update(verified=page.verified)
    log(instance=page, action=LOG_ACTION, user=user)
