"""Calls and pilots of a project, for its page; what pilots found, for the sheet of a service."""

from django import template

from catalogue.needs.models import Candidacy, Project
from catalogue.needs.pilot_pages import CallShown, calls_of, verdicts_on
from catalogue.services.models import ServicePage

register = template.Library()


@register.simple_tag
def calls_for(project: Project) -> list[CallShown]:
    return calls_of(project)


@register.simple_tag
def pilot_verdicts(page: ServicePage) -> list[Candidacy]:
    """None for a preview that has no number yet."""
    return verdicts_on(page) if page.pk else []
