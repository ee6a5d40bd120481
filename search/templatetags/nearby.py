"""At the end of a sheet, the services that answer the same need."""

from django import template

from catalogue.services.models import ServicePage
from catalogue.services.sheet.sheet import Sheet
from search.answering.nearby import Near, nearby

register = template.Library()


@register.simple_tag(takes_context=True)
def services_nearby(context: template.Context, page: ServicePage, sheet: Sheet) -> list[Near]:
    """None for a sheet that was never saved."""
    return nearby(page, sheet.themes, context["request"].user) if page.pk else []
