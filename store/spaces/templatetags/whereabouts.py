"""Where somebody is: the territory of whoever reads, and an organisation told from its namesakes."""

from django import template

from catalogue.territories.chosen import Question
from catalogue.territories.models import Organisation
from catalogue.territories.search import describe

register = template.Library()


@register.inclusion_tag("spaces/own_territory.html", takes_context=True)
def own_territory(context: dict) -> dict:
    """« Voir pour ma collectivité », a link (decision 0001): the page one is on, seen from the territory of the
    organisation one acts for; nothing for anybody else.
    """
    request = context.get("request")
    organisation = getattr(request.user, "organisation", None) if request else None
    territory = organisation.territory if organisation else None
    if territory is None:
        return {}
    return {"own": territory, "url": Question("", request.get_full_path()).next_url(territory)}


@register.filter
def whereabouts(organisation: Organisation) -> str:
    """« Saint-Aubin, commune, Jura (39) »; its name alone when it is on no territory."""
    if organisation.territory is None:
        return organisation.name
    where = describe([organisation.territory])[organisation.territory.pk]
    return f"{organisation.name}, {where[:1].lower()}{where[1:]}"
