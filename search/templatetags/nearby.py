"""Services for the same need, at the end of a sheet."""

from django import template

from catalogue.services.models import ServicePage
from catalogue.services.sheet.sheet import Sheet
from search.answering.nearby import Near, nearby

register = template.Library()


@register.simple_tag(takes_context=True)
def services_nearby(context: template.Context, page: ServicePage, sheet: Sheet) -> list[Near]:
    """Empty for a sheet that is not saved yet."""
    return nearby(page, sheet.themes, context["request"].user) if page.pk else []
