"""The announcements of a service as visitors read them, current events first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from catalogue.foundation.dates import day, hour, moment
from catalogue.foundation.prepared_queries import PreparedObjects
from catalogue.services.models import Announcement, ServicePage
from catalogue.services.models.announcement import RECENT, AnnouncementKind, AnnouncementQuerySet

MOST_ON_A_SHEET = 3
_CANCELLED = "info"
_TONES = {AnnouncementKind.INCIDENT: "error", AnnouncementKind.MAINTENANCE: "warning", AnnouncementKind.VERSION: "new"}


@dataclass(frozen=True)
class NewsItem:
    """`tone`: the colour of its badge in the design system. `when`: in words. `anchor`: its place on the page of all
    announcements.
    """

    number: int
    label: str
    tone: str
    title: str
    text: str
    when: str
    anchor: str
    is_demo: bool


def news_of_sheet(service: ServicePage) -> list[NewsItem]:
    """Current incidents and maintenance, future maintenance, then the last release: three at most."""
    now = timezone.now()
    return items(_most_pressing(_CURRENT.find(service.pk, now, now - RECENT), now)[:MOST_ON_A_SHEET])


_NOW = datetime(2, 1, 1, tzinfo=UTC)
"""A placeholder."""


def _write_current(service: int, now: datetime, _since: datetime) -> AnnouncementQuerySet:
    of_service = Announcement.objects.filter(service=service)
    return of_service.in_progress(now) | of_service.to_come(now) | of_service.recent_releases(now)


_CURRENT = PreparedObjects(_write_current, -1, _NOW, _NOW - RECENT)


def items(announcements: Iterable[Announcement]) -> list[NewsItem]:
    return [_item(announcement) for announcement in announcements]


def label(announcement: Announcement) -> str:
    """« Maintenance », « Maintenance annulée »."""
    kind = announcement.get_kind_display()
    return kind if announcement.cancelled is None else f"{kind} annulée"


def period(announcement: Announcement) -> str:
    """« Le 3 mars 2027 », « Depuis le 3 mars 2027 à 14 h 05 », « Du … au … »."""
    starts, ends = announcement.starts, announcement.ends
    if announcement.kind == AnnouncementKind.VERSION:
        return f"Le {day(timezone.localtime(starts).date())}"
    if ends is None:
        return f"Depuis le {moment(starts)}"
    if timezone.localtime(starts).date() == timezone.localtime(ends).date():
        return f"Le {moment(starts)}, jusqu'à {hour(ends)}"
    return f"Du {moment(starts)} au {moment(ends)}"


def _most_pressing(announcements: Iterable[Announcement], now: datetime) -> list[Announcement]:
    """Current events, latest first; then future ones, soonest first; then one release."""
    every = list(announcements)
    going_on = [one for one in every if one.kind != AnnouncementKind.VERSION and one.starts <= now]
    to_come = [one for one in every if one.kind != AnnouncementKind.VERSION and one.starts > now]
    releases = [one for one in every if one.kind == AnnouncementKind.VERSION]
    return [*going_on, *reversed(to_come), *releases[:1]]


def _item(announcement: Announcement) -> NewsItem:
    return NewsItem(
        number=announcement.pk,
        label=label(announcement),
        tone=_TONES[AnnouncementKind(announcement.kind)] if announcement.cancelled is None else _CANCELLED,
        title=announcement.title,
        text=announcement.text,
        when=period(announcement),
        anchor=announcement.anchor,
        is_demo=announcement.is_demo,
    )
