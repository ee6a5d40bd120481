"""Guides: how to choose a tool for a need, the services compared, something to take away."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultipleChooserPanel
from wagtail.documents.models import Document
from wagtail.models import Orderable, Page

from catalogue.deployments.models import ServiceFigures
from catalogue.foundation.french import quantity
from catalogue.services.models import ServicePage
from catalogue.services.sheet.sheet_lines import key_lines
from store.content.models.articles import GUIDE, Article, ArticleList


@dataclass(frozen=True)
class Comparison:
    """`rows`: a label, and what it is for each service, in their order."""

    services: list[ServicePage]
    rows: list[tuple[str, list[str]]]


class GuideIndex(ArticleList):
    template = "content/guide_index.html"
    subpage_types = ["content.Guide"]

    class Meta:
        verbose_name = "liste des guides"
        verbose_name_plural = "listes des guides"


class Guide(Article):
    checklist = models.ForeignKey(
        Document,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="à télécharger",
        help_text="Une liste à cocher, un modèle de délibération ou de convention.",
    )

    template = "content/guide.html"
    parent_page_types = ["content.GuideIndex"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("date"),
        FieldPanel("body"),
        MultipleChooserPanel("compared", chooser_field_name="service", heading="Services comparés", label="Service"),
        FieldPanel("checklist"),
        FieldPanel("is_demo"),
        GUIDE,
    ]

    class Meta(Article.Meta):
        abstract = False
        verbose_name = "guide"
        verbose_name_plural = "guides"

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        chosen = list(dict.fromkeys(row.service_id for row in self.compared.all()))
        shown = ServicePage.objects.visible_to(request.user).in_bulk(chosen)
        comparison = comparison_of([shown[pk] for pk in chosen if pk in shown])
        return {**super().get_context(request, *args, **kwargs), "comparison": comparison}


class ComparedService(Orderable):
    page = ParentalKey(Guide, on_delete=models.CASCADE, related_name="compared")
    service = models.ForeignKey(ServicePage, models.CASCADE, related_name="+", verbose_name="service")

    class Meta(Orderable.Meta):
        verbose_name = "service comparé"
        verbose_name_plural = "services comparés"


def comparison_of(services: list[ServicePage]) -> Comparison:
    """The facts that every sheet tells first and how many use it; only a long cost has no value among them."""
    used = dict(ServiceFigures.objects.filter(service__in=services).values_list("service_id", "in_use"))
    facts = [{fact.label: str(fact.value) or service.cost for fact in key_lines(service)} for service in services]
    labels = list(dict.fromkeys(label for one in facts for label in one))
    rows = [(label, [one.get(label) or "Non renseigné" for one in facts]) for label in labels]
    users = [quantity(used.get(service.pk, 0), "organisation") for service in services]
    return Comparison(services, [*rows, ("Qui l'utilise", users)] if services else [])
