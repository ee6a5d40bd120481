"""What the page of a need offers to its reader: to follow it, to support it, to withdraw, to object to its grouping."""

from typing import Any

from django import template

from catalogue.needs import follows
from catalogue.needs.grouping import objection_ends
from catalogue.needs.models import Contribution, Need
from store.spaces.supporting.forms import SupportForm
from store.spaces.supporting.objections import may_object
from store.spaces.supporting.voice_offers import Offer, offer_to

register = template.Library()


@register.simple_tag(takes_context=True)
def support_offered(context: dict, need: Need) -> dict[str, Any]:
    """`offer`, and its `form` if there is one; empty where there is nothing to support."""
    request = context.get("request")
    offer = offer_to(request.user, need) if request else None
    if request is None or offer is None:
        return {}
    return {"offer": offer, "form": SupportForm(request.user) if offer.offer == Offer.SUPPORT else None}


@register.simple_tag(takes_context=True)
def objection_until(context: dict, contribution: Contribution | None) -> Any:
    """Until when the reader may object to its grouping; None if they may not."""
    request = context.get("request")
    if request is None or not contribution or contribution.grouped_into_id is None:
        return None
    return objection_ends(contribution) if may_object(request.user, contribution) else None


@register.simple_tag
def is_followed(need: Need, user) -> bool:
    return follows.is_followed(need, user)
