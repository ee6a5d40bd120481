"""The use of a service on its sheet: `{% adoption_of %}`, `{% usability %}`, `{% map_of %}`."""

from dataclasses import dataclass

from django import template

from catalogue.deployments import adoption as adoptions
from catalogue.deployments.map import DrawnMap, draw_map
from catalogue.deployments.offers import Offerer, who_offers
from catalogue.services.models import ServicePage
from catalogue.services.rules.eligibility import Verdict, judge, rules_of
from catalogue.territories.chosen import chosen_territory
from catalogue.territories.models import Territory

register = template.Library()
_PERIODS = 4
"""Each is a row of the table, and elements of a sheet are counted."""


@dataclass(frozen=True)
class Usability(Verdict):
    """The verdict for the chosen territory; `in_use` if it uses the service already.

    `made_up`: that use is there for the demonstration only. `offerers`: who opens the service to it.
    """

    territory: Territory | None = None
    in_use: bool = False
    made_up: bool = False
    offerers: tuple[Offerer, ...] = ()


@register.simple_tag
def adoption_of(page: ServicePage) -> adoptions.Adoption:
    """Computed once per page, whichever slots show it."""
    if not hasattr(page, "_adoption"):
        page._adoption = adoptions.adoption_of(page, _PERIODS)
    return page._adoption


@register.simple_tag(takes_context=True)
def usability(context: template.Context, page: ServicePage) -> Usability | None:
    """None if no territory is chosen."""
    request = context.get("request")
    territory = chosen_territory(request) if request else None
    if territory is None:
        return None
    used = adoptions.used_by(territory)
    verdict = judge(rules_of(page), territory.kind, territory.population, frozenset(used))
    uses = page.pk in used
    offerers = () if uses else tuple(who_offers(page, territory))
    return Usability(verdict.usable, verdict.reasons, territory, uses, used.get(page.pk, False), offerers)


@register.simple_tag
def map_of(adoption: adoptions.Adoption) -> DrawnMap:
    return draw_map(adoption.departements)
