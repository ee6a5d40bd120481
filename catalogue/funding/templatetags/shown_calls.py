"""A call, as its page shows it at this moment."""

from typing import Any

from django import template

from catalogue.funding.call_files import call_data
from catalogue.funding.call_page import FundingCallShown, WaveShown, call_shown
from catalogue.funding.models import FundingCall, Wave
from catalogue.services.sheet.structured_data import JsonForScript

register = template.Library()


@register.simple_tag(name="call_shown")
def call_shown_tag(call: FundingCall) -> FundingCallShown:
    return call_shown(call)


@register.simple_tag
def call_structured_data(shown: FundingCallShown, origin: str) -> JsonForScript:
    data: dict[str, Any] = call_data(shown, f"{origin}{shown.call.get_url() or ''}")
    return JsonForScript(data)


@register.filter
def as_shown(wave: Wave) -> WaveShown:
    """A wave that was read `with_state`, for lists."""
    return WaveShown(wave)
