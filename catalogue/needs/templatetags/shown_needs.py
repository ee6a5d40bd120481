"""What pages about needs show, each read where it is shown."""

from django import template

from catalogue.needs import needs_here as here
from catalogue.needs import service_story
from catalogue.needs.models import Candidacy, Contribution, Project, Proposition, Stage
from catalogue.needs.pilot_pages import CallShown, calls_of, verdicts_on
from catalogue.needs.proposition_page import ShownProposition, shown
from catalogue.needs.trace import Trace
from catalogue.services.models import ServicePage
from catalogue.territories.models import Territory

register = template.Library()

_TONES = {
    Stage.SELECTED: "success",
    Stage.PILOTS_WANTED: "new",
    Stage.PILOTED: "success",
    Stage.IN_SERVICE: "success",
    Stage.PROPOSED: "info",
    Stage.DISSOLVED: "warning",
}


@register.filter
def stage_tone(stage: str) -> str:
    """The class of its badge; the label says the same in words."""
    tone = _TONES.get(Stage(stage))
    return f"fr-badge--{tone}" if tone else ""


@register.simple_tag
def shown_proposition(proposition: Proposition) -> ShownProposition:
    return shown(proposition)


@register.simple_tag
def calls_for(project: Project) -> list[CallShown]:
    return calls_of(project)


@register.simple_tag
def pilot_verdicts(page: ServicePage) -> list[Candidacy]:
    """None for a preview that has no number yet."""
    return verdicts_on(page) if page.pk else []


@register.simple_tag
def origin_of(service: ServicePage) -> Trace:
    """Read once for the section and for the summary of the sheet."""
    if not hasattr(service, "_origin"):
        service._origin = service_story.origin_of(service)
    found: Trace = service._origin
    return found


@register.simple_tag
def needs_answered_by(service: ServicePage) -> service_story.NeedsAnswered | None:
    """None for a preview that has no number yet."""
    return service_story.needs_answered_by(service) if service.pk else None


@register.simple_tag
def answering_service(contribution: Contribution) -> ServicePage | None:
    """If anybody may read it."""
    if contribution.answered_by_id is None:
        return None
    return ServicePage.objects.public().filter(pk=contribution.answered_by_id).first()


@register.simple_tag
def needs_here(territory: Territory) -> here.NeedsHere:
    return here.needs_here(territory)
