"""The cards of services that an editor puts in a page."""

from django import template

from catalogue.deployments.models import ServiceFigures
from catalogue.territories.chosen import chosen_territory
from search.answering.highlighting import Marker
from search.answering.hits import read_hits
from search.answering.results import Hit
from search.answering.visit import Visit

register = template.Library()

_TO_SPARE = 3
"""Services of a theme read beyond those that are shown, for the rare ones that have just expired."""


@register.simple_tag(takes_context=True)
def chosen_cards(context: template.Context, value) -> list[Hit]:
    """`value`: a block of cards. As anybody may see them; none for what is hidden."""
    most = value["most"] or len(value["services"]) or _TO_SPARE
    wanted = [page.pk for page in value["services"] if page]
    if value["theme"]:
        listed = ServiceFigures.objects.filter(listed=True, service__themes=value["theme"])
        used = listed.order_by("-in_use", "service").values_list("pk", flat=True)
        wanted = list(dict.fromkeys([*wanted, *used[: most + _TO_SPARE]]))
    request = context.get("request")
    territory = chosen_territory(request) if request else None
    hits = read_hits(wanted, None, Visit.of(territory) if territory else Visit.nowhere(), Marker())
    by_key = {hit.pk: hit for hit in hits}
    return [by_key[pk] for pk in wanted if pk in by_key][:most]
