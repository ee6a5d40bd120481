"""The frame of a page, for one visitor at one moment, of what a process keeps until somebody changes the settings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from catalogue.foundation.caching import kept_until_written
from store.content.models.site_links import SiteLink, links_of
from store.content.models.site_settings import SiteSettings


@dataclass(frozen=True)
class ReadFrame:
    """What the settings say, whoever reads and whenever. Links to pages are resolved."""

    menu: tuple[SiteLink, ...]
    header_link: tuple[SiteLink, ...]
    columns: tuple[tuple[str, tuple[SiteLink, ...]], ...]
    footer_links: tuple[SiteLink, ...]
    banner_link: tuple[SiteLink, ...]
    settings: SiteSettings


@dataclass(frozen=True)
class ShownLink:
    """`current`: the value of aria-current, if it is where one is."""

    label: str
    url: str
    current: str


@dataclass(frozen=True)
class ShownFrame:
    """`banner`: the settings, while their announcement is shown."""

    menu: list[ShownLink]
    header_link: list[ShownLink]
    columns: list[tuple[str, list[ShownLink]]]
    footer_links: list[ShownLink]
    banner: SiteSettings | None
    banner_link: list[ShownLink]


def frame_for(request: HttpRequest, territory_query: str) -> ShownFrame:
    previewed = getattr(request, SiteSettings.get_cache_attr_name(), None)
    site = Site.find_for_request(request)
    read = _read(previewed, site) if previewed else _frame_of(site)
    now = timezone.now()

    def shown(links: Iterable[SiteLink]) -> list[ShownLink]:
        return [_shown(link, request.path, territory_query) for link in links if not _is_over(link, now)]

    return ShownFrame(
        menu=shown(read.menu),
        header_link=shown(read.header_link),
        columns=[(title, links) for title, held in read.columns if (links := shown(held))],
        footer_links=shown(read.footer_links),
        banner=read.settings if read.settings.announces(now, is_preview=bool(previewed)) else None,
        banner_link=shown(read.banner_link),
    )


@kept_until_written
def _frame_of(site: Site | None) -> ReadFrame:
    return _read(SiteSettings.of(site), site)


def _read(settings: SiteSettings, site: Site | None) -> ReadFrame:
    return ReadFrame(
        menu=links_of(settings.menu, site),
        header_link=links_of(settings.header_link, site),
        columns=tuple(
            (column.value["title"], links_of(column.value["links"], site)) for column in settings.footer_columns
        ),
        footer_links=links_of(settings.footer_links, site),
        banner_link=links_of(settings.banner_link, site),
        settings=settings,
    )


def _is_over(link: SiteLink, now: datetime) -> bool:
    return link.until is not None and link.until <= now


def _shown(link: SiteLink, path: str, territory_query: str) -> ShownLink:
    url = link.url
    if link.is_ours and territory_query:
        address, mark, fragment = url.partition("#")
        joined = territory_query if "?" not in address else f"&{territory_query[1:]}"
        url = f"{address}{joined}{mark}{fragment}"
    return ShownLink(link.label, url, _current(link, path))


def _current(link: SiteLink, path: str) -> str:
    if link.under == path:
        return "page"
    return "true" if len(link.under) > 1 and path.startswith(link.under) else ""
