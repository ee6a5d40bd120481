"""Grants beside what they are about."""

from django import template

from catalogue.funding.grant_pages import granted_for, granted_here
from catalogue.funding.models import Grant
from catalogue.services.models import ServicePage
from catalogue.territories.models import Territory

register = template.Library()


@register.simple_tag(name="granted_for")
def for_service(page: ServicePage) -> list[Grant]:
    return granted_for(page.pk)


@register.simple_tag(name="granted_here")
def for_territory(territory: Territory) -> list[Grant]:
    return granted_here(territory.pk)
