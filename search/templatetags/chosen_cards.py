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
    """`value`: a block of cards. As anybody may see them; none for what is hidden, nor twice on a page."""
    request = context.get("request")
    most = value["most"] or len(value["services"]) or _TO_SPARE
    wanted = [page.pk for page in value["services"] if page]
    if value["theme"]:
        listed = ServiceFigures.objects.filter(listed=True, service__themes=value["theme"])
        used = listed.order_by("-in_use", "service").values_list("pk", flat=True)
        wanted = list(dict.fromkeys([*wanted, *used[: most + _TO_SPARE]]))
    territory = chosen_territory(request) if request else None
    hits = read_hits(wanted, None, Visit.of(territory) if territory else Visit.nowhere(), Marker())
    by_key = {hit.pk: hit for hit in hits}
    shown: set[int] = getattr(request, "cards_shown", set())
    cards = [by_key[pk] for pk in wanted if pk in by_key and pk not in shown][:most]
    if request:
        request.cards_shown = shown | {card.pk for card in cards}
    return cards


@register.simple_tag(takes_context=True)
def first_cards(context: template.Context) -> bool:
    """Whether the page has no form yet for the buttons of its cards."""
    request = context.get("request")
    if request is None or getattr(request, "has_cards_form", False):
        return False
    request.has_cards_form = True
    return True
