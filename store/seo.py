"""robots.txt, sitemap.xml and the icon."""

import re
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import EmptyPage, Paginator
from django.core.paginator import Page as FilePage
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap
from wagtail.contrib.sitemaps.views import prepare_sitemaps
from wagtail.models import Page, get_page_models

from catalogue.deployments.models import ServiceFigures
from catalogue.foundation.caching import do_not_cache, kept_until_written
from catalogue.foundation.pagination import KeyPaginator
from catalogue.needs.models import Need
from catalogue.services.models import ServicePage, Theme
from catalogue.services.rules.visibility import VisibleQuerySet
from search.answering.find import with_index
from search.answering.storefront import theme_counts
from search.indexing.locks import Busy
from search.protocol import EngineError, Request

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


_FILE = re.compile(r"[0-9]{1,6}", re.ASCII)
"""The number of a file; databases refuse to look further than they can count."""


class ListedSheet(NamedTuple):
    slug: str
    url_path: str
    locale_id: int
    last_published_at: datetime | None


class ServicesSitemap(Sitemap):
    """Public sheets, in files that are short enough to be made at once however many there are."""

    limit = 100

    @property
    def paginator(self) -> "SheetFiles":
        listed = ServiceFigures.objects.filter(listed=True).order_by("pk").values_list("pk", flat=True)
        # A hundred sheets, made into pages, would take a third of the time.
        rows = ServicePage.objects.public().order_by("pk").values_list(*ListedSheet._fields, named=True)
        return SheetFiles(listed, rows, self.limit)

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


class SheetFiles(Paginator):
    """Of primary keys, from which `rows` reads sheets. Only the index of the site map needs to know how many."""

    def __init__(self, keys: QuerySet, rows: QuerySet, per_page: int) -> None:
        super().__init__(keys, per_page)
        self.rows = rows

    @cached_property
    def count(self) -> int:
        return _listed()

    def page(self, number: int | str) -> FilePage:
        """Raises EmptyPage, PageNotAnInteger."""
        place = int(number) if _FILE.fullmatch(str(number)) and int(number) else self.validate_number(number)
        bottom = (place - 1) * self.per_page
        keys = list(self.object_list[bottom : bottom + self.per_page])
        if bottom and not keys:
            raise EmptyPage
        return FilePage(self.rows.filter(pk__in=keys), place, self)


@kept_until_written
def _listed() -> int:
    """As many as the search has; the database, where all have to be counted, is asked when it does not answer."""
    try:
        return with_index(lambda engine: engine.total(Request()))
    except (EngineError, Busy):
        do_not_cache()
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
        return ["store-contact", "propose-service", "plan", "statistics", "pilot-calls", "funding-eligibility"]

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


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """As Django would, which takes a line of a template for each of a thousand files."""
    lines: list[str] = []
    for section, site in prepare_sitemaps(request, SITEMAPS).items():
        files = site() if isinstance(site, type) else site
        address = escape(request.build_absolute_uri(reverse("sitemap-section", args=[section])))
        latest = files.get_latest_lastmod()
        changed = f"<lastmod>{date_format(timezone.localtime(latest), 'c')}</lastmod>" if latest else ""
        queries = ("", *(f"?p={number}" for number in range(2, files.paginator.num_pages + 1)))
        lines += [f"<sitemap><loc>{address}{query}</loc>{changed}</sitemap>" for query in queries]
    return HttpResponse(
        _SITEMAP_INDEX.format("\n".join(lines)),
        content_type="application/xml",
        headers={"X-Robots-Tag": "noindex, noodp, noarchive"},
    )


_SITEMAP_INDEX = """<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{}
</sitemapindex>
"""
