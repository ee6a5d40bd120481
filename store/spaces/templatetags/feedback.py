"""« Demander un retour », offered only where somebody agreed to answer."""

from django import template

from catalogue.services.models import ServicePage
from store.spaces.peers.contacts import how_many_answer

register = template.Library()


@register.simple_tag(takes_context=True)
def answering_about(context: dict, service: ServicePage | None) -> int:
    """How many collectivités agreed to answer about the service, that of the reader apart."""
    request = context.get("request")
    if request is None or service is None:
        return 0
    return how_many_answer(service, getattr(request.user, "organisation_id", None))
