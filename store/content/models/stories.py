"""Retours d'expérience: a collectivité tells how it adopted a service."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager

from catalogue.deployments.models import Deployment, Status
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from store.content.models.articles import GUIDE, Article, ArticleList
from store.content.models.house_page import HousePageQuerySet

_NO_USE = (
    "Aucun usage de ce service par cette organisation n'est déclaré, sans contestation : un intérêt ne se raconte pas "
    "encore."
)
_NOT_AGREED = "La personne citée doit avoir donné son accord avant la publication."


def _tellable() -> QuerySet:
    """Uses, past ones too, that nobody contests."""
    return Deployment.objects.valid().exclude(status=Status.INTERET)


class StoryQuerySet(HousePageQuerySet):
    def of_a_use(self) -> "StoryQuerySet":
        """Without those whose use was contested, dismissed or withdrawn since."""
        same = _tellable().filter(service=OuterRef("service"), organisation=OuterRef("organisation"))
        return self.filter(Exists(same))

    def told_to_all(self, theme: int | None = None, at: datetime | None = None) -> "StoryQuerySet":
        """What pages of the catalogue show, now or at that time: public, not archived, about a service that is public
        too, of the `theme` if one is given. Services are looked up story by story: they may be 100 000.
        """
        services = ServicePage.objects.public(at).filter(pk=OuterRef("service"))
        services = services if theme is None else services.filter(themes=theme)
        return self.public(at).current().of_a_use().filter(Exists(services))


class StoryIndex(ArticleList):
    template = "content/story_index.html"
    subpage_types = ["content.Story"]

    class Meta:
        verbose_name = "liste des retours d'expérience"
        verbose_name_plural = "listes des retours d'expérience"

    def articles(self, user) -> models.QuerySet:
        return super().articles(user).of_a_use().select_related("organisation__territory")


class Story(Article):
    """The use that it tells of is the deployment of this service at this organisation."""

    service = models.ForeignKey(ServicePage, models.SET_NULL, null=True, related_name="stories", verbose_name="service")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, related_name="stories", verbose_name="collectivité qui raconte"
    )
    teller = models.CharField(
        "fonction de la personne qui raconte", max_length=160, help_text="« Directrice générale des services »."
    )
    has_agreed = models.BooleanField(
        "elle est d'accord pour être citée", default=False, help_text="Sans son accord, la page n'est pas publiée."
    )

    objects = PageManager.from_queryset(StoryQuerySet)()

    template = "content/story.html"
    parent_page_types = ["content.StoryIndex"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("service"), FieldPanel("organisation")], heading="Quel service, à quel endroit"),
        MultiFieldPanel([FieldPanel("teller"), FieldPanel("has_agreed")], heading="Qui raconte"),
        FieldPanel("date"),
        FieldPanel(
            "body", help_text="Racontez : avant, la mise en place, aujourd'hui ; des chiffres avec leur source."
        ),
        FieldPanel("is_demo"),
        GUIDE,
    ]

    class Meta(Article.Meta):
        abstract = False
        verbose_name = "retour d'expérience"
        verbose_name_plural = "retours d'expérience"

    def missing(self) -> dict[str, str]:
        wrong = {} if self.has_agreed else {"has_agreed": _NOT_AGREED}
        if self.service_id and self.organisation_id and self.deployment is None:
            wrong["organisation"] = _NO_USE
        return wrong

    @property
    def deployment(self) -> Deployment | None:
        told = _tellable().filter(service=self.service_id, organisation=self.organisation_id)
        return told.select_related("organisation__territory", "service").first()

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        """The service is named to those who may see its sheet."""
        service = ServicePage.objects.visible_to(request.user).filter(pk=self.service_id).first()
        deployment = self.deployment
        if deployment:
            self.organisation = deployment.organisation  # read with it
        own = {"service": service, "deployment": deployment if service else None}
        return {**super().get_context(request, *args, **kwargs), **own}
