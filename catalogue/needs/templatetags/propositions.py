"""What the page of a proposition shows, read where it is shown."""

from django import template

from catalogue.needs.models import Proposition
from catalogue.needs.proposition_page import ShownProposition, shown

register = template.Library()


@register.simple_tag
def shown_proposition(proposition: Proposition) -> ShownProposition:
    return shown(proposition)
