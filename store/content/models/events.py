"""Événements: webinars and meetings, with a file for one's own diary."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from icalendar import Calendar, Event
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager

from catalogue.foundation.dates import day, hour, moment
from store.content.models.articles import GUIDE, Article, ArticleList
from store.content.models.house_page import HousePageQuerySet

_ENDS_BEFORE = "La fin précède le début."
_NOWHERE = "Dites où : un lieu, une adresse en ligne, ou les deux."


class EventQuerySet(HousePageQuerySet):
    def to_come(self, now: datetime) -> "EventQuerySet":
        """Those that are not over, the next one first."""
        return self.filter(ends__gt=now).order_by("starts", "pk")

    def over(self, now: datetime) -> "EventQuerySet":
        return self.filter(ends__lte=now).order_by("-starts", "-pk")

    def next_moment(self, after: datetime) -> datetime | None:
        """When the next one is over: lists then change by themselves."""
        return self.filter(ends__gt=after).order_by("ends").values_list("ends", flat=True).first()


class EventIndex(ArticleList):
    """Those to come first; those that are over follow, some at a time."""

    template = "content/event_index.html"
    subpage_types = ["content.StoreEvent"]

    class Meta:
        verbose_name = "liste des événements"
        verbose_name_plural = "listes des événements"

    def narrowed(self, articles: Any, word: str) -> Any:
        return articles.over(timezone.now())

    def beside(self, articles: Any) -> dict[str, Any]:
        return {"to_come": list(articles.to_come(timezone.now()))}


class StoreEvent(Article):
    starts = models.DateTimeField("début", help_text="Heure de Paris.", db_index=True)
    ends = models.DateTimeField("fin", help_text="Heure de Paris.", db_index=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    link = models.URLField("adresse en ligne ou d'inscription", blank=True)

    objects = PageManager.from_queryset(EventQuerySet)()

    template = "content/event.html"
    kind_of_data = "Event"
    parent_page_types = ["content.EventIndex"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("starts"), FieldPanel("ends")], heading="Quand"),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("link")], heading="Où"),
        FieldPanel("body"),
        FieldPanel("is_demo"),
        GUIDE,
    ]

    class Meta(Article.Meta):
        abstract = False
        verbose_name = "événement"
        verbose_name_plural = "événements"

    def clean(self) -> None:
        super().clean()
        if self.starts and self.ends and self.ends <= self.starts:
            raise ValidationError({"ends": _ENDS_BEFORE})

    def missing(self) -> dict[str, str]:
        return {} if self.place or self.link else {"place": _NOWHERE}

    def calendar(self) -> Calendar:
        """For one's own diary (RFC 5545), with the rules of the time of Paris."""
        event = Event.new(
            uid=f"evenement-{self.pk}@{urlsplit(self.full_url).hostname}",
            stamp=self.last_published_at or timezone.now(),
            start=timezone.localtime(self.starts),
            end=timezone.localtime(self.ends),
            summary=self.title,
            description=self.summary,
            location=self.place or self.link or None,
            url=self.full_url,
        )
        calendar = Calendar.new(prodid="-//Territoires Store//FR", method="PUBLISH", subcomponents=[event])
        calendar.add_missing_timezones()
        return calendar

    @property
    def when(self) -> str:
        """« Le 3 mars 2027, de 14 h 00 à 15 h 00 »; over several days, « Du … au … »."""
        starts, ends = timezone.localtime(self.starts), timezone.localtime(self.ends)
        if starts.date() == ends.date():
            return f"Le {day(starts.date())}, de {hour(starts)} à {hour(ends)}"
        return f"Du {moment(starts)} au {moment(ends)}"

    @property
    def is_over(self) -> bool:
        return self.ends <= timezone.now()

    @property
    def structured_data(self) -> dict[str, Any]:
        online = {"@type": "VirtualLocation", "url": self.link} if self.link else None
        place = {"@type": "Place", "name": self.place, "address": self.place} if self.place else None
        said = {
            "@context": "https://schema.org",
            "@type": self.kind_of_data,
            "name": self.title,
            "description": self.summary,
            "startDate": timezone.localtime(self.starts).isoformat(),
            "endDate": timezone.localtime(self.ends).isoformat(),
            "eventStatus": "https://schema.org/EventScheduled",
            "location": [one for one in (place, online) if one],
            "url": self.full_url,
        }
        return {name: value for name, value in said.items() if value}
