"""Recording that somebody checked a sheet: a fact about the sheet, not a change of its text.

It is written at once, without a revision: nobody has to approve it, and a waiting draft stays as it is
(`ServicePage.with_content_json` keeps the date when the draft is published). The page's history says who did it.
"""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from catalogue.services.models import ServicePage

LOG_ACTION = "services.verify"


@transaction.atomic
def verify(page: ServicePage, user) -> None:
    """Sets today's date."""
    page.verified = timezone.localdate()
    ServicePage.objects.filter(pk=page.pk).update(verified=page.verified)
    log(instance=page, action=LOG_ACTION, user=user)
