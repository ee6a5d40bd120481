"""« Voir pour ma collectivité »: a link, so that the address stays the whole state of a page (docs/decisions/0001)."""

from django import template

from catalogue.territories.chosen import Question

register = template.Library()


@register.inclusion_tag("spaces/own_territory.html", takes_context=True)
def own_territory(context: dict) -> dict:
    """To the page one is on, seen from the territory of the organisation one acts for; nothing for anybody else."""
    request = context.get("request")
    organisation = getattr(request.user, "organisation", None) if request else None
    territory = organisation.territory if organisation else None
    if territory is None:
        return {}
    return {"own": territory, "url": Question("", request.get_full_path()).next_url(territory)}
