"""Actualités of the Store: dated, tagged, followed by a feed."""

from typing import Any

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import Tag, TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from store.content.models.articles import GUIDE, Article, ArticleList


class NewsTag(TaggedItemBase):
    content_object = ParentalKey("content.News", on_delete=models.CASCADE, related_name="tagged_items")


class NewsIndex(ArticleList):
    template = "content/news_index.html"
    subpage_types = ["content.News"]

    class Meta:
        verbose_name = "liste des actualités"
        verbose_name_plural = "listes des actualités"

    def narrowed(self, articles: Any, word: str) -> Any:
        return articles.filter(tags__slug=word) if word else articles

    def beside(self, articles: Any) -> dict[str, Any]:
        """Only the words of what the person may see are offered."""
        shown = articles.order_by().values("pk")
        words = Tag.objects.filter(content_newstag_items__content_object__in=shown).distinct().order_by("name")
        return {"words": list(words)}


class News(Article):
    author = models.CharField(
        "auteur", max_length=120, default="L'équipe du Store", help_text="Une équipe ou une personne."
    )
    tags = ClusterTaggableManager(through=NewsTag, blank=True, verbose_name="mots-clés")

    template = "content/news.html"
    kind_of_data = "NewsArticle"
    parent_page_types = ["content.NewsIndex"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("date"),
        FieldPanel("author"),
        FieldPanel("tags"),
        FieldPanel("body"),
        FieldPanel("is_demo"),
        GUIDE,
    ]

    class Meta(Article.Meta):
        abstract = False
        verbose_name = "actualité"
        verbose_name_plural = "actualités"
