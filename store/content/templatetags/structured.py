"""Structured data in the head of a page."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalogue.services.sheet.structured_data import JsonForScript

register = template.Library()


@register.simple_tag
def data_block(data: JsonForScript) -> SafeString:
    """Browsers do not run it, so the content security policy allows it."""
    return format_html('<script type="application/ld+json">{}</script>', data)
