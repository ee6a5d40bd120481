"""The home page, whose sections editors put in order."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from catalogue.foundation.plain_slugs import PlainAddress
from catalogue.services.models.reviewed import Reviewed
from catalogue.services.rules.visibility import KnownRestrictions
from store.content.home.home_sections import CardsSection, SectionsField, default_sections
from store.content.home.home_shown import HomeShown


class HomePage(Reviewed, PlainAddress, KnownRestrictions, Page):
    introduction = models.CharField(
        "phrase d'accueil", max_length=255, blank=True, help_text="Sous le grand titre, dans la section « Recherche »."
    )
    sections = SectionsField(
        verbose_name="sections",
        blank=True,
        default=default_sections,
        help_text="Dans l'ordre de la page. Celle qui n'a rien à montrer n'apparaît pas ; l'aperçu dit pourquoi.",
    )

    template = "content/home_page.html"
    max_count = 1
    subpage_types = [
        "services.CataloguePage",
        "content.EditorialPage",
        "content.NewsIndex",
        "content.StoryIndex",
        "content.GuideIndex",
        "content.EventIndex",
        "content.FaqPage",
        "needs.ConsultationIndex",
        "funding.FundingIndex",
    ]
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("sections")]
    settings_panels = [*Page.settings_panels, *Reviewed.review_panels]
    exclude_fields_in_copy = ["verified"]

    class Meta:
        verbose_name = "accueil"
        verbose_name_plural = "accueils"

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        shelves = [
            (str(place), section.block.shelf(section.value))
            for place, section in enumerate(self.sections)
            if isinstance(section.block, CardsSection)
        ]
        own = {
            "home": HomeShown(request, shelves),
            "has_title": self.sections.first_block_by_name("search") is not None,
        }
        return {**super().get_context(request, *args, **kwargs), **own}
