"""`{{ organisation|whereabouts }}`: « Saint-Aubin, commune, Jura (39) », to tell it from its namesakes."""

from django import template

from catalogue.territories.models import Organisation
from catalogue.territories.search import describe

register = template.Library()


@register.filter
def whereabouts(organisation: Organisation) -> str:
    """Its name alone when it is on no territory."""
    if organisation.territory is None:
        return organisation.name
    where = describe([organisation.territory])[organisation.territory.pk]
    return f"{organisation.name}, {where[:1].lower()}{where[1:]}"
