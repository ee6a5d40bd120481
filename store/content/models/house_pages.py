"""The home page and the editorial pages (accessibilité, mentions légales, données personnelles…)."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from catalogue.foundation.plain_slugs import PlainAddress
from catalogue.services.models.blocks import ContentField
from store.content.home import home_context
from store.content.models.reviewed import HousePage


class HomePage(PlainAddress, Page):
    introduction = models.CharField("phrase d'accueil", max_length=255, blank=True)

    template = "content/home_page.html"
    max_count = 1
    subpage_types = [
        "services.CataloguePage",  # the first one is read at once: `PlainAddress.route`
        "content.EditorialPage",
        "content.NewsIndex",
        "content.StoryIndex",
        "content.GuideIndex",
        "content.EventIndex",
        "content.FaqPage",
    ]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = "accueil"
        verbose_name_plural = "accueils"

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), **home_context(request)}


class EditorialPage(HousePage):
    body = ContentField(verbose_name="texte", blank=True)

    template = "content/editorial_page.html"
    parent_page_types = ["content.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "page éditoriale"
        verbose_name_plural = "pages éditoriales"
