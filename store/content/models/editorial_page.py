"""The editorial pages (accessibilité, mentions légales, données personnelles…), alone or in sections."""

from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from catalogue.services.models.blocks import ContentField
from store.content.models.house_page import HousePage


class EditorialPage(HousePage):
    body = ContentField(verbose_name="texte", blank=True)

    template = "content/editorial_page.html"
    parent_page_types = ["content.HomePage", "content.EditorialPage"]
    subpage_types = ["content.EditorialPage"]
    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "page éditoriale"
        verbose_name_plural = "pages éditoriales"
