"""What waits for a member of a committee, in the header."""

from django import template

from catalogue.funding.models import Application, ApplicationFile
from catalogue.review.models import ReviewFile
from catalogue.review.sight import files_waiting_for

register = template.Library()


@register.simple_tag
def files_waiting(user) -> int:
    """Of open sessions: files to declare on or to score."""
    return files_waiting_for(user)


@register.simple_tag
def pieces_of(file: ReviewFile) -> list[ApplicationFile]:
    """Those joined to a file of the fund; other subjects have none."""
    return list(file.subject.files.all()) if isinstance(file.subject, Application) else []


@register.simple_tag
def decides_on_the_fund(files) -> bool:
    """Whether one of these files asks for money of the fund: the session then ranks them."""
    return any(isinstance(file.subject, Application) for file in files)
