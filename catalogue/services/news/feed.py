"""The announcements of one service as an Atom feed, to follow it without an account."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks

from catalogue.foundation.text import cleaned
from catalogue.services.models import Announcement, ServicePage
from catalogue.services.news.bulletin import label, period

_MOST = 50


class ReadableAtom(Atom1Feed):
    """One character that XML does not allow breaks a whole feed, so stored text is cleaned again."""

    def add_item(self, title: str, link: str, description: str, *args: Any, **kwargs: Any) -> None:
        super().add_item(cleaned(title, one_line=True), link, cleaned(description), *args, **kwargs)

    def __init__(self, title, link, description, **kwargs) -> None:
        kwargs["subtitle"] = cleaned(str(kwargs.get("subtitle") or ""))
        super().__init__(cleaned(title, one_line=True), link, cleaned(str(description or "")), **kwargs)

    def latest_post_date(self) -> datetime:
        """Django dates an empty feed now, so that it seems to change all the time."""
        return (not self.items and self.feed["since"]) or super().latest_post_date()


class NewsFeed(Feed):
    """Only for public services, since feed readers do not sign in. Addresses are those of the site."""

    feed_type = ReadableAtom
    language = "fr"

    def get_object(self, request: HttpRequest, slug: str) -> ServicePage:
        service = ServicePage.objects.public().filter(slug=slug).first()
        if service is None:
            raise Http404("Cette fiche n'existe pas.")
        return service

    def title(self, service: ServicePage) -> str:
        return f"{service.title} : versions, incidents et maintenances"

    def subtitle(self, service: ServicePage) -> str:
        return service.heading

    def link(self, service: ServicePage) -> str:
        return urljoin(service.full_url, reverse("news", args=[service.slug]))

    def feed_url(self, service: ServicePage) -> str:
        return urljoin(service.full_url, reverse("news-feed", args=[service.slug]))

    def feed_guid(self, service: ServicePage) -> str:
        """Stays the same when the service's address changes."""
        return f"tag:{urlsplit(service.full_url).hostname},2026:service-{service.pk}"

    def feed_extra_kwargs(self, service: ServicePage) -> dict:
        return {"since": service.first_published_at}

    def items(self, service: ServicePage) -> list[Announcement]:
        return list(service.announcements.order_by("-created", "-pk").select_related("service")[:_MOST])

    def item_title(self, item: Announcement) -> str:
        return f"{label(item)} : {item.title}"

    def item_description(self, item: Announcement) -> str:
        """HTML, as Atom expects; what people wrote is escaped."""
        parts = [period(item), item.text, "Donnée de démonstration." if item.is_demo else ""]
        return linebreaks("\n\n".join(part for part in parts if part), autoescape=True)

    def item_link(self, item: Announcement) -> str:
        return f"{self.link(item.service)}#{item.anchor}"

    def item_guid(self, item: Announcement) -> str:
        return f"tag:{urlsplit(item.service.full_url).hostname},2026:{item.anchor}"

    def item_pubdate(self, item: Announcement) -> datetime:
        return item.created

    def item_updateddate(self, item: Announcement) -> datetime:
        over = item.ends if item.is_over else None
        return max(item.created, item.cancelled or over or item.created)
