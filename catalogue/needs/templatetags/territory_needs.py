"""What a territory asks for."""

from django import template

from catalogue.needs import needs_here as here
from catalogue.territories.models import Territory

register = template.Library()


@register.simple_tag
def needs_here(territory: Territory) -> here.NeedsHere:
    return here.needs_here(territory)
