"""The parent of all sheets; visitors see the search at its address."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager

from catalogue.foundation.plain_slugs import PlainAddress
from catalogue.services.models.answered_need import SHORT_TEXT
from catalogue.services.rules.visibility import VisibleQuerySet


class CataloguePage(PlainAddress, Page):
    introduction = RichTextField("introduction", features=SHORT_TEXT, blank=True)

    objects = PageManager.from_queryset(VisibleQuerySet)()

    template = "services/catalogue_page.html"
    max_count = 1
    subpage_types = ["services.ServicePage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = "catalogue"
        verbose_name_plural = "catalogues"
