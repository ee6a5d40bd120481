"""« Corbeille »: a page of the root, beside the sites, under which thrown pages wait for thirty days."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.models import Page

from catalogue.foundation.plain_slugs import PlainAddress

KEPT = timedelta(days=30)


class TrashPage(PlainAddress, Page):
    """Made the first time something is thrown away. Nobody sees it: it belongs to no site."""

    is_creatable = False
    parent_page_types: list[str] = []
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "corbeille"
        verbose_name_plural = "corbeilles"

    @classmethod
    def get(cls) -> Self:
        kept = cls.objects.first()
        if kept is None:
            kept = cls(title="Corbeille", slug="corbeille", live=False, show_in_menus=False)
            Page.get_first_root_node().add_child(instance=kept)
        return kept

    @classmethod
    def holds(cls, page: Page) -> bool:
        """Or is it."""
        return cls.objects.ancestor_of(page, inclusive=True).exists()


class ThrownPageQuerySet(models.QuerySet["ThrownPage"]):
    def over(self) -> "ThrownPageQuerySet":
        return self.filter(thrown__lte=timezone.now() - KEPT)

    def holding(self, page: Page) -> "ThrownPage | None":
        """The page that was thrown away and took this one along, or this one."""
        return self.filter(page__in=page.get_ancestors(inclusive=True).values("pk")).first()


class ThrownPage(models.Model):
    """`live_pages`: which of the pages thrown with it were public, itself included; they will be again.

    `planned`: when each version approved for later was to be published, by its id.
    """

    page = models.OneToOneField(Page, models.CASCADE, related_name="+", verbose_name="page")
    former_parent = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="+", verbose_name="était sous")
    live_pages = models.JSONField("pages en ligne", default=list)
    planned = models.JSONField("publications prévues", default=dict)
    thrown = models.DateTimeField("jetée le", default=timezone.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par")

    objects = ThrownPageQuerySet.as_manager()

    class Meta:
        verbose_name = "page jetée"
        verbose_name_plural = "pages jetées"
        ordering = ["-thrown", "-pk"]

    def __str__(self) -> str:
        return self.page.title

    @property
    def goes(self) -> datetime:
        """When it is deleted for good."""
        return self.thrown + KEPT
