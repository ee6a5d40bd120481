"""What machines read of a call: its dates for diaries (RFC 5545), its structured data."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from catalogue.funding.call_page import FundingCallShown
from catalogue.funding.models import FundingCall, Wave
from catalogue.funding.wave_words import how_much, who_may_ask

_SHORT = timedelta(minutes=1)
"""A diary shows the last minute in which one may file, on its own day."""


@require_safe
def call_dates(request: HttpRequest, slug: str) -> HttpResponse:
    """Openings and ends of its waves."""
    call: FundingCall | None = FundingCall.objects.visible_to(request.user).filter(slug=slug).first()
    if call is None:
        raise Http404("Cet appel n'existe pas.")
    return HttpResponse(
        calendar_of(call).to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{call.slug}.ics"'},
    )


def calendar_of(call: FundingCall) -> Calendar:
    events = []
    for wave in call.waves.prefetch_related("extensions"):
        wave.call = call
        events += [_event(wave, "ouverture"), _event(wave, "cloture")]
    calendar = Calendar.new(prodid="-//Territoires Store//FR", method="PUBLISH", subcomponents=events)
    calendar.add_missing_timezones()
    return calendar


def _event(wave: Wave, moment: str) -> Event:
    """Its UID stays; its SEQUENCE grows when its end is put off."""
    address = wave.call.full_url or ""
    ends = moment == "cloture"
    start = wave.closes - _SHORT if ends else wave.opens
    put_off = list(wave.extensions.all()) if ends else []
    what = "Dernier moment pour déposer" if ends else "Ouverture des dépôts"
    return Event.new(
        uid=f"vague-{wave.pk}-{moment}@{urlsplit(address).hostname}",
        stamp=put_off[-1].at if put_off else wave.call.last_published_at or timezone.now(),
        sequence=len(put_off),
        start=timezone.localtime(start),
        end=timezone.localtime(start + _SHORT),
        summary=f"{what} : {wave.call.title}",
        description=put_off[-1].reason if put_off else wave.call.summary,
        url=address,
    )


def call_data(shown: FundingCallShown, url: str) -> dict[str, Any]:
    """A schema.org GovernmentService, whose offers are its waves."""
    call = shown.call
    data = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": f"{url}#appel",
        "name": call.title,
        "description": call.summary,
        "serviceType": "Subvention",
        "url": url,
        "audience": {"@type": "Audience", "audienceType": "Collectivités territoriales"},
        "areaServed": {"@type": "Country", "name": "France"},
        "offers": [_offer(one.wave) for one in shown.waves],
    }
    return {name: value for name, value in data.items() if value}


def _offer(wave: Wave) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "name": f"Vague {wave.number}",
        "description": how_much(wave),
        "eligibleCustomerType": who_may_ask(wave),
        "validFrom": timezone.localtime(wave.opens).isoformat(),
        "validThrough": timezone.localtime(wave.closes).isoformat(),
    }
