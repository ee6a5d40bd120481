"""Which days a person or a file may give, and how a day is written in figures."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy

EARLIEST = date(1990, 1, 1)
YEARS_AHEAD = 5


def latest() -> date:
    """The last day of the fifth year from now: what is planned further ahead was mistyped."""
    return date(timezone.localdate().year + YEARS_AHEAD, 12, 31)


IN_BOUNDS = {"min": EARLIEST.isoformat(), "max": lazy(lambda: latest().isoformat(), str)()}
"""For the attributes of a field where a day is picked."""


def in_figures(day: date) -> str:
    """« 01/03/2026 ». The year has four digits whatever is stored: `strftime` writes the year 24 « 24 »."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def bounds() -> str:
    return f"une date entre le {in_figures(EARLIEST)} et le {in_figures(latest())} est attendue"


def bounded(value: date | datetime) -> None:
    """The validator of every date: see `catalogue.foundation.entering`."""
    day = _day(value)
    if not EARLIEST <= day <= latest():
        raise ValidationError(f"« {in_figures(day)} » : {bounds()}.", code="out_of_bounds")


def already(value: date | datetime) -> None:
    """The validator of what cannot lie ahead: an audit, a verification."""
    if _day(value) > timezone.localdate():
        raise ValidationError(f"« {in_figures(_day(value))} » n'est pas encore passé.", code="ahead")


def _day(value: date | datetime) -> date:
    """The clock's zone is left alone: it moves a moment by hours, and overflows at both ends of the calendar."""
    return value.date() if isinstance(value, datetime) else value
