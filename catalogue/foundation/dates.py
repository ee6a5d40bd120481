"""Dates: the range in which every date must be, and how they are written in French."""

from datetime import date, datetime
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy

EARLIEST = date(1990, 1, 1)
YEARS_AHEAD = 5


def latest() -> date:
    """The last day of the fifth year from now: anything further ahead is a typing mistake."""
    return date(timezone.localdate().year + YEARS_AHEAD, 12, 31)


IN_BOUNDS = {"min": EARLIEST.isoformat(), "max": lazy(lambda: latest().isoformat(), str)()}
"""HTML attributes of a date input."""


def bounds() -> str:
    return f"une date entre le {in_figures(EARLIEST)} et le {in_figures(latest())} est attendue"


def bounded(value: date | datetime) -> None:
    """Validator of every date (`catalogue.foundation.field_rules` installs it)."""
    given = _date_of(value)
    if not EARLIEST <= given <= latest():
        raise ValidationError(f"« {in_figures(given)} » : {bounds()}.", code="out_of_bounds")


def already(value: date | datetime) -> None:
    """Validator of dates that cannot be in the future: an audit, a verification."""
    given = _date_of(value)
    if given > timezone.localdate():
        raise ValidationError(f"« {in_figures(given)} » n'est pas encore passé.", code="ahead")


def _date_of(value: date | datetime) -> date:
    """Without converting time zones: that would overflow at both ends of the calendar."""
    return value.date() if isinstance(value, datetime) else value


def in_figures(value: date) -> str:
    """« 01/03/2026 », always with four digits for the year, unlike `strftime`."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def day(value: date | None) -> str:
    """« 1er mars 2026 »; empty without a date."""
    if value is None:
        return ""
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number} {month(value)}"


def month(value: date | None) -> str:
    """« mars 2026 »; empty without a date."""
    return _month(value.year, value.month) if value else ""


@lru_cache(maxsize=1_000)
def _month(year: int, number: int) -> str:
    return date_format(date(year, number, 1), "F Y")


def moment(value: datetime) -> str:
    """« 1er mars 2027 à 14 h 05 », in the time zone of the site."""
    return f"{day(timezone.localtime(value).date())} à {hour(value)}"


def hour(value: datetime) -> str:
    """« 14 h 05 »."""
    return date_format(timezone.localtime(value), "G \\h i")
