"""Services for the same need, at the end of a sheet."""

from django import template

from catalogue.services.models import ServicePage
from catalogue.services.sheet.sheet import Sheet
from search.answering.related import Near, related

register = template.Library()


@register.simple_tag(takes_context=True)
def related_services(context: template.Context, page: ServicePage, sheet: Sheet) -> list[Near]:
    """Computed once per page, whichever slots show it; empty for a sheet that is not saved yet."""
    if not hasattr(page, "_related"):
        page._related = related(page, sheet.themes, context["request"].user) if page.pk else []
    return page._related
