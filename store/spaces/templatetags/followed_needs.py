"""Whether somebody follows a need."""

from django import template

from catalogue.needs import follows
from catalogue.needs.models import Need

register = template.Library()


@register.simple_tag
def is_followed(need: Need, user) -> bool:
    return follows.is_followed(need, user)
