"""robots.txt, sitemap.xml and the icon."""

from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap
from wagtail.models import Page, get_page_models

from catalogue.deployments.models import ServiceFigures
from catalogue.foundation.caching import kept_until_written
from catalogue.foundation.pagination import KeyPaginator
from catalogue.needs.models import Need
from catalogue.services.models import ServicePage, Theme
from catalogue.services.rules.visibility import VisibleQuerySet
from search.answering.storefront import theme_counts

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /comparer/
Disallow: /confirmer/
Disallow: /connexion/
Disallow: /mon-compte/
Disallow: /premiere-visite/
Disallow: /services/suggestions/
Disallow: /suivre/
Disallow: /territoires/recherche/

Sitemap: {sitemap}
"""


class ListedSheet(NamedTuple):
    slug: str
    url_path: str
    locale_id: int
    last_published_at: datetime | None


class ServicesSitemap(Sitemap):
    """Public sheets, in files that are short enough to be made at once however many there are."""

    limit = 200

    @property
    def paginator(self) -> KeyPaginator:
        listed = ServiceFigures.objects.filter(listed=True).order_by("pk").values_list("pk", flat=True)
        # Two hundred sheets, made into pages, would take a third of the time.
        rows = ServicePage.objects.public().order_by("pk").values_list(*ListedSheet._fields, named=True)
        return KeyPaginator(listed, rows, self.limit, _listed())

    def location(self, item: ListedSheet) -> str:
        """Sheets share the address of what is above them, which Wagtail is asked for once."""
        above = item.url_path.removesuffix(f"{item.slug}/")
        if above not in self._above:
            self._above[above] = Page(url_path=above, locale_id=item.locale_id).get_url() or ""
        return f"{self._above[above]}{item.slug}/"

    @cached_property
    def _above(self) -> dict[str, str]:
        return {}

    def lastmod(self, item: ListedSheet) -> datetime | None:
        return item.last_published_at

    def get_latest_lastmod(self) -> None:
        """Django would read every sheet for it."""


@kept_until_written
def _listed() -> int:
    return ServiceFigures.objects.filter(listed=True).count()


class NeedsSitemap(Sitemap):
    """Public contributions and propositions, in files as short as those of the services."""

    limit = 500

    @property
    def paginator(self) -> KeyPaginator:
        public = Need.objects.public().order_by("pk")
        return KeyPaginator(
            public.values_list("pk", flat=True), public.only("pk", "changed"), self.limit, _public_needs()
        )

    def location(self, item: Need) -> str:
        return item.get_absolute_url()

    def lastmod(self, item: Need) -> datetime:
        return item.changed

    def get_latest_lastmod(self) -> None:
        """Django would read every need for it."""


@kept_until_written
def _public_needs() -> int:
    return Need.objects.public().count()


class PagesSitemap(WagtailSitemap):
    """Other public pages, read in one query: an address and a date are the same for each type. Wagtail's own sitemap
    lists expired pages until the scheduler runs.
    """

    def items(self) -> QuerySet[Page]:
        others = [model for model in get_page_models() if model is not ServicePage]
        below = VisibleQuerySet(Page).public().descendant_of(self.get_wagtail_site().root_page, inclusive=True)
        return below.exact_type(*others).order_by("content_type", "pk")


class ThemesSitemap(Sitemap):
    """Themes that have at least one public service."""

    def items(self) -> list[Theme]:
        return sorted((counted.theme for counted in theme_counts()), key=lambda theme: theme.slug)

    def location(self, item: Theme) -> str:
        return reverse("theme", args=[item.slug])


class OwnPagesSitemap(Sitemap):
    """Public pages that no editor writes."""

    def items(self) -> list[str]:
        return ["store-contact", "propose-service", "plan", "statistics", "pilot-calls"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {
    "services": ServicesSitemap,
    "needs": NeedsSitemap,
    "pages": PagesSitemap,
    "themes": ThemesSitemap,
    "own": OwnPagesSitemap,
}


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("sitemap")
    return HttpResponse(ROBOTS.format(sitemap=sitemap), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that request it without reading the page."""
    return HttpResponsePermanentRedirect(static("store/favicon.ico"))
