"""What the story of a need is shown with."""

from django import template

from catalogue.needs.models import Stage

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
