"""The territory of the reader, and organisations told from their namesakes."""

from django import template

from catalogue.territories.chosen import Question
from catalogue.territories.models import Organisation
from catalogue.territories.search import describe

register = template.Library()


@register.inclusion_tag("spaces/own_territory.html", takes_context=True)
def own_territory(context: dict) -> dict:
    """The link « Voir pour ma collectivité » (decision 0001): the current page, seen from the territory of the reader's
    organisation. Empty for others.
    """
    request = context.get("request")
    organisation = getattr(request.user, "organisation", None) if request else None
    territory = organisation.territory if organisation else None
    if request is None or territory is None:
        return {}
    return {"own": territory, "url": Question("", request.get_full_path()).next_url(territory)}


@register.filter
def whereabouts(organisation: Organisation) -> str:
    """« Saint-Aubin, commune, Jura (39) »; only its name without a territory."""
    if organisation.territory is None:
        return organisation.name
    where = describe([organisation.territory])[organisation.territory.pk]
    return f"{organisation.name}, {where[:1].lower()}{where[1:]}"
