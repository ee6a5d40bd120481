"""What the pages of a list share: a date, a summary, a body; and the list itself."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.models import Page, PageManager
from wagtail.search import index

from catalogue.foundation.pagination import KeyPaginator, page_links
from catalogue.services.models.blocks import ContentField
from catalogue.services.sheet.structured_data import JsonForScript
from store.content.list_query import list_query
from store.content.models.house_page import HousePage, HousePageQuerySet

PER_PAGE = 10
GUIDE = HelpPanel(content="pages", heading="Écrire une page", template="services/admin/form_help.html")
"""A link to its chapter in the guide of those who write here."""


class ArticleForm(WagtailAdminPageForm):
    """Drafts may lack anything; what is published or sent to be read may not."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_deferred_validation:
            for name, sentence in self.instance.missing().items():
                self.add_error(name, sentence)


class Article(HousePage):
    """`summary` is what lists, feeds and search engines show."""

    summary = models.CharField("résumé", max_length=250, help_text="Une ou deux phrases, montrées dans les listes.")
    date = models.DateField("date", default=timezone.localdate, db_index=True)
    body = ContentField(verbose_name="texte", blank=True)
    is_demo = models.BooleanField(
        "page de démonstration",
        default=False,
        help_text="Cochée, la page porte l'étiquette « donnée de démonstration ».",
    )

    objects = PageManager.from_queryset(HousePageQuerySet)()

    subpage_types: list[str] = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("date"),
    ]
    base_form_class = ArticleForm
    kind_of_data = "Article"
    """Of schema.org."""

    class Meta:
        abstract = True
        ordering = ["-date", "-pk"]

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "structured_data": JsonForScript(self.structured_data)}

    def missing(self) -> dict[str, str]:
        """What prevents its publication, by field."""
        return {}

    @property
    def structured_data(self) -> dict[str, Any]:
        said = {
            "@context": "https://schema.org",
            "@type": self.kind_of_data,
            "headline": self.title,
            "description": self.summary,
            "datePublished": self.date.isoformat() if self.date else "",
            "dateModified": self.last_published_at.date().isoformat() if self.last_published_at else "",
            "mainEntityOfPage": self.full_url,
            "inLanguage": "fr",
        }
        return {name: value for name, value in said.items() if value}


class ArticleList(HousePage):
    """The parent of articles of one type, the newest first, some at a time."""

    introduction = models.CharField("introduction", max_length=250, blank=True)

    max_count = 1
    parent_page_types = ["content.HomePage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        abstract = True

    def articles(self, user) -> Any:
        """What this person may see of the one type of page that stands under this one."""
        (model,) = self.allowed_subpage_models()
        return model.objects.child_of(self).visible_to(user).current().order_by("-date", "-pk")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict[str, Any]:
        asked, mine = list_query(request), self.articles(request.user)
        found = self.narrowed(mine, asked.word)
        page = KeyPaginator(found.values_list("pk", flat=True), found, PER_PAGE).get_page(asked.page)
        own = {"asked": asked, "found": page, "pagination": page_links(page, asked.address_of_page)}
        return {**super().get_context(request, *args, **kwargs), **own, **self.beside(mine)}

    def narrowed(self, articles: Any, word: str) -> Any:
        """Lists without a filter show everything."""
        return articles

    def beside(self, articles: Any) -> dict[str, Any]:
        """What else the page shows."""
        return {}
