"""What waits for a member of a committee, in the header."""

from django import template

from catalogue.review.sight import files_waiting_for

register = template.Library()


@register.simple_tag
def files_waiting(user) -> int:
    """Of open sessions: files to declare on or to score."""
    return files_waiting_for(user)
