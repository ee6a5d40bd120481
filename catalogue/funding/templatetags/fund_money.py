"""What pages of lower apps show of the money of the fund."""

from django import template

from catalogue.funding import local_envelopes
from catalogue.funding.envelope_tree import Sums
from catalogue.territories.models import Territory

register = template.Library()


@register.simple_tag
def envelopes_here(territory: Territory) -> Sums | None:
    return local_envelopes.envelopes_here(territory)
