"""An event as a file for a diary (RFC 5545), in the time of Paris."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.utils import timezone

from store.content.models import StoreEvent

_LONGEST_LINE = 75
"""Octets; the rest goes on a line of its own, after a space."""
# The rules of Paris since 1996: last Sunday of March and of October.
_PARIS = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Paris",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar_of(event: StoreEvent) -> str:
    return "".join(f"{folded}\r\n" for line in _lines(event) for folded in _folded(line))


def _lines(event: StoreEvent) -> Iterator[str]:
    changed = event.last_published_at or timezone.now()
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Territoires Store//FR", "METHOD:PUBLISH", *_PARIS)
    yield "BEGIN:VEVENT"
    yield f"UID:evenement-{event.pk}@{urlsplit(event.full_url).hostname}"
    yield f"DTSTAMP:{changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;TZID=Europe/Paris:{_in_paris(event.starts)}"
    yield f"DTEND;TZID=Europe/Paris:{_in_paris(event.ends)}"
    yield f"SUMMARY:{_escaped(event.title)}"
    yield f"DESCRIPTION:{_escaped(event.summary)}"
    if where := event.place or event.link:
        yield f"LOCATION:{_escaped(where)}"
    yield f"URL:{event.full_url}"
    yield from ("END:VEVENT", "END:VCALENDAR")


def _in_paris(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y%m%dT%H%M%S}"


def _escaped(text: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> Iterator[str]:
    """Cut between characters, never inside one."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > _LONGEST_LINE:
            yield part
            part = " "
        part += sign
    yield part
