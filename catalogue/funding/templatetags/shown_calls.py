"""A call, as its page shows it at this moment."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalogue.funding.call_files import call_data
from catalogue.funding.call_page import FundingCallShown, WaveShown, call_shown
from catalogue.funding.models import FundingCall, Wave
from catalogue.services.sheet.structured_data import JsonForScript

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
