"""The news of the Store as an Atom feed."""

from datetime import datetime, time
from urllib.parse import urljoin, urlsplit

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks

from catalogue.services.news.feed import ReadableAtom
from store.content.models import News, NewsIndex

_MOST = 50


class StoreNewsFeed(Feed):
    """Only what anybody may read, since feed readers do not sign in."""

    feed_type = ReadableAtom
    language = "fr"

    def get_object(self, request: HttpRequest) -> NewsIndex:
        index = NewsIndex.objects.live().public().first()
        if index is None:
            raise Http404("Il n'y a pas encore d'actualités.")
        return index

    def title(self, index: NewsIndex) -> str:
        return "Territoires Store : actualités"

    def subtitle(self, index: NewsIndex) -> str:
        return index.introduction

    def link(self, index: NewsIndex) -> str:
        return index.full_url

    def feed_url(self, index: NewsIndex) -> str:
        return urljoin(index.full_url, reverse("store-news-feed"))

    def feed_guid(self, index: NewsIndex) -> str:
        return f"tag:{urlsplit(index.full_url).hostname},2026:actualites-{index.pk}"

    def feed_extra_kwargs(self, index: NewsIndex) -> dict:
        return {"since": index.first_published_at}

    def items(self, index: NewsIndex) -> list[News]:
        return list(News.objects.child_of(index).public().current().order_by("-date", "-pk")[:_MOST])

    def item_title(self, item: News) -> str:
        return item.title

    def item_description(self, item: News) -> str:
        """HTML, as Atom expects; what people wrote is escaped."""
        return linebreaks(
            f"{item.summary}\n\nDonnée de démonstration." if item.is_demo else item.summary, autoescape=True
        )

    def item_link(self, item: News) -> str:
        return item.full_url

    def item_guid(self, item: News) -> str:
        return f"tag:{urlsplit(item.full_url).hostname},2026:actualite-{item.pk}"

    def item_author_name(self, item: News) -> str:
        return item.author

    def item_categories(self, item: News) -> list[str]:
        return [tag.name for tag in item.tags.all()]

    def item_pubdate(self, item: News) -> datetime:
        return timezone.make_aware(datetime.combine(item.date, time.min))

    def item_updateddate(self, item: News) -> datetime:
        return item.last_published_at or self.item_pubdate(item)
