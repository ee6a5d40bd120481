"""« Demander un retour », offered only where somebody agreed to answer."""

from django import template

from catalogue.services.models import ServicePage
from store.accounts.people import person_of
from store.accounts.policies import Action, may
from store.spaces.peers.contacts import answered_about

register = template.Library()


@register.simple_tag(takes_context=True)
def somebody_answers(context: dict, service: ServicePage) -> bool:
    """Whether the reader may ask about the service and another collectivité answers. No query for visitors."""
    request = context.get("request")
    if request is None or not may(person_of(request.user), Action.ASK_FEEDBACK):
        return False
    return bool(answered_about([service], request.user.organisation))
