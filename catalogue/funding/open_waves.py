"""Waves of public calls, for pages that many people read: kept until somebody writes, looked at by the clock."""

from collections.abc import Sequence
from datetime import datetime

from catalogue.foundation.caching import kept_until_written
from catalogue.funding.models import FundingCall, Wave

_MOST = 100


def open_waves(now: datetime) -> list[Wave]:
    """The next to close first."""
    found = [wave for wave in _waves() if wave.opens <= now < wave.closes]
    return sorted(found, key=lambda wave: wave.closes)


@kept_until_written
def _waves() -> Sequence[Wave]:
    known = list(FundingCall.objects.order_by().values_list("pk", flat=True))
    # Asked for all of them, SQLite would walk all pages.
    public = FundingCall.objects.public().filter(pk__in=known, archived_on=None).order_by()
    calls = list(public.values_list("pk", flat=True))
    return tuple(Wave.objects.filter(call__in=calls).select_related("call").order_by("-closes", "-pk")[:_MOST])
