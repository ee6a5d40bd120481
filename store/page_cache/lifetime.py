"""How long a page stays true when nobody writes anything: expiry dates, announcements and ages follow the clock."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from wagtail.models import Page

from catalogue.foundation.caching import LONGEST
from catalogue.funding.models import Wave
from catalogue.needs.models import ConsultationPhase, PilotCall
from catalogue.services.models import Announcement
from store.content.models import SiteSettings, StoreEvent

_known: tuple[int, datetime, datetime | None] | None = None
"""(version, since when, next moment after that): the next moment only changes with the content."""


def expiry_of(version: int, built: datetime) -> datetime:
    """When a page built at `built` from this version must be built again."""
    moments = (built + LONGEST, _next_midnight(built), _next_moment(version, built))
    return min(moment for moment in moments if moment)


def next_moment(after: datetime) -> datetime | None:
    """When the next page expires, the next event is over, the next announcement of a team or of the Store starts, ends
    or ages, the next phase of a consultation, call for pilots or wave of the fund opens or closes. One lookup for each.
    """
    expiring = Page.objects.filter(expire_at__gt=after).order_by("expire_at").values_list("expire_at", flat=True)
    clocks = (
        Announcement.objects,
        StoreEvent.objects,
        ConsultationPhase.objects,
        PilotCall.objects,
        Wave.objects,
        SiteSettings.objects,
    )
    return min(filter(None, (expiring.first(), *(clock.next_moment(after) for clock in clocks))), default=None)


def _next_moment(version: int, built: datetime) -> datetime | None:
    global _known  # noqa: PLW0603  one per process
    if known := _known:
        known_version, since, moment = known
        if known_version == version and since <= built and (moment is None or built < moment):
            return moment
    moment = next_moment(built)
    _known = (version, built, moment)
    return moment


def _next_midnight(moment: datetime) -> datetime:
    """In the time zone of the Store, whatever daylight saving does that day."""
    tomorrow = timezone.localtime(moment).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))
