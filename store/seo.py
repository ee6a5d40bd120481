"""robots.txt, sitemap.xml and the icon."""

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
from wagtail.models import Page

from catalogue.services.models import ServicePage, Theme

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /confirmer/
Disallow: /connexion/
Disallow: /mon-compte/
Disallow: /services/suggestions/
Disallow: /suivre/
Disallow: /territoires/recherche/

Sitemap: {sitemap}
"""


class PagesSitemap(WagtailSitemap):
    """Public pages. Wagtail's own sitemap lists expired pages until the scheduler runs."""

    def items(self) -> QuerySet[Page]:
        return super().items().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()))


class ThemesSitemap(Sitemap):
    """Themes that have at least one public service."""

    def items(self) -> QuerySet[Theme]:
        return Theme.objects.filter(services__in=ServicePage.objects.public()).distinct().order_by("slug")

    def location(self, item: Theme) -> str:
        return reverse("theme", args=[item.slug])


class OwnPagesSitemap(Sitemap):
    """Public pages that no editor writes."""

    def items(self) -> list[str]:
        return ["store-contact", "propose-service", "plan"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"pages": PagesSitemap, "themes": ThemesSitemap, "own": OwnPagesSitemap}


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
