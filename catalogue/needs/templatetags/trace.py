"""What the story of a need is shown with."""

from django import template

from catalogue.needs import service_story
from catalogue.needs.models import Stage
from catalogue.needs.trace import Trace
from catalogue.services.models import ServicePage

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
def origin_of(service: ServicePage) -> Trace:
    """Read once for the section and for the summary of the sheet."""
    if not hasattr(service, "_origin"):
        service._origin = service_story.origin_of(service)
    found: Trace = service._origin
    return found
