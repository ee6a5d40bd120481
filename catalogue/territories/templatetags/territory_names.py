"""Names of territories inside sentences."""

from django import template

from catalogue.territories import wording
from catalogue.territories.models import Territory

register = template.Library()


@register.filter
def place(territory: Territory) -> str:
    """« le département de l'Isère », « la CC X », « Saint-Étienne »."""
    return wording.place(territory)
