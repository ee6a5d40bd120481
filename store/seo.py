"""robots.txt, sitemap.xml and the icon."""

from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap
from wagtail.models import Page, get_page_models

from catalogue.deployments.models import ServiceFigures
from catalogue.foundation.pagination import KeyPaginator
from catalogue.services.models import ServicePage, Theme
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


class ServicesSitemap(Sitemap):
    """Public sheets, in files that are short enough to be made at once however many there are."""

    limit = 200

    @property
    def paginator(self) -> KeyPaginator:
        listed = ServiceFigures.objects.filter(listed=True).order_by("pk").values_list("pk", flat=True)
        rows = ServicePage.objects.public().order_by("pk").only("url_path", "locale", "last_published_at")
        return KeyPaginator(listed, rows, self.limit)

    def location(self, item: ServicePage) -> str:
        return item.get_url() or ""

    def lastmod(self, item: ServicePage) -> datetime | None:
        return item.last_published_at

    def get_latest_lastmod(self) -> None:
        """Django would read every sheet for it."""


class PagesSitemap(WagtailSitemap):
    """Other public pages. Wagtail's own sitemap lists expired pages until the scheduler runs."""

    def items(self) -> QuerySet[Page]:
        others = [model for model in get_page_models() if model is not ServicePage]
        pages = super().items().exact_type(*others).order_by("content_type", "pk")
        return pages.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()))


class ThemesSitemap(Sitemap):
    """Themes that have at least one public service."""

    def items(self) -> list[Theme]:
        return sorted((counted.theme for counted in theme_counts()), key=lambda theme: theme.slug)

    def location(self, item: Theme) -> str:
        return reverse("theme", args=[item.slug])


class OwnPagesSitemap(Sitemap):
    """Public pages that no editor writes."""

    def items(self) -> list[str]:
        return ["store-contact", "propose-service", "plan", "statistics"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"services": ServicesSitemap, "pages": PagesSitemap, "themes": ThemesSitemap, "own": OwnPagesSitemap}


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
