"""What the head of a sheet says to machines."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalogue.services.sheet import Sheet
from catalogue.services.structured_data import JsonForScript, service_data

register = template.Library()


@register.simple_tag
def structured_data(page, sheet: Sheet) -> SafeString:
    """A data block: browsers never run it, so the content security policy lets it stand in the page."""
    image_url = sheet.shared_image.url if sheet.shared_image else ""
    data = service_data(page, sheet.address, [theme.name for theme in sheet.themes], image_url)
    return format_html('<script type="application/ld+json">{}</script>', JsonForScript(data))
