"""The fund, as pages show it: calls at this moment, envelopes and grants beside what they are about."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalogue.funding import local_envelopes
from catalogue.funding.call_files import call_data
from catalogue.funding.call_page import FundingCallShown, WaveShown, call_shown
from catalogue.funding.envelope_tree import Sums
from catalogue.funding.grant_pages import granted_for, granted_here
from catalogue.funding.models import FundingCall, Grant, Wave
from catalogue.services.models import ServicePage
from catalogue.services.sheet.structured_data import JsonForScript
from catalogue.territories.models import Territory

register = template.Library()


@register.simple_tag(name="call_shown")
def call_shown_tag(call: FundingCall) -> FundingCallShown:
    return call_shown(call)


@register.simple_tag
def call_structured_data(shown: FundingCallShown, origin: str) -> SafeString:
    """Browsers do not run it, so the content security policy allows it."""
    data = JsonForScript(call_data(shown, f"{origin}{shown.call.get_url() or ''}"))
    return format_html('<script type="application/ld+json">{}</script>', data)


@register.filter
def as_shown(wave: Wave) -> WaveShown:
    """A wave that was read `with_state`, for lists."""
    return WaveShown(wave)


@register.simple_tag
def envelopes_here(territory: Territory) -> Sums | None:
    return local_envelopes.envelopes_here(territory)


@register.simple_tag(name="granted_for")
def for_service(page: ServicePage) -> list[Grant]:
    return granted_for(page.pk)


@register.simple_tag(name="granted_here")
def for_territory(territory: Territory) -> list[Grant]:
    return granted_here(territory.pk)
