"""Structured data in the head of a sheet, and its pictures in the prepared sizes."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.images.models import Filter, Picture
from wagtail.images.shortcuts import get_rendition_or_not_found, get_renditions_or_not_found

from catalogue.services.sheet.renditions import ILLUSTRATION, LOGO
from catalogue.services.sheet.sheet import Sheet
from catalogue.services.sheet.structured_data import JsonForScript, service_data

register = template.Library()


@register.simple_tag
def structured_data(page, sheet: Sheet) -> SafeString:
    """A data block, which browsers do not run, so the content security policy allows it."""
    image_url = sheet.shared_image.url if sheet.shared_image else ""
    data = service_data(page, sheet.address, [theme.name for theme in sheet.themes], image_url)
    return format_html('<script type="application/ld+json">{}</script>', JsonForScript(data))


@register.simple_tag
def logo(image) -> SafeString:
    """Decorative: the name of the service is beside it."""
    return get_rendition_or_not_found(image, Filter(spec=LOGO)).img_tag({"class": "sheet-logo", "alt": ""})


@register.simple_tag
def illustration(image, sizes: str) -> SafeString:
    renditions = get_renditions_or_not_found(image, [Filter(spec=spec) for spec in ILLUSTRATION])
    return Picture(renditions, {"sizes": sizes, "loading": "lazy", "decoding": "async"}).__html__()
