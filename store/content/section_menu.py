"""The menu of a section: pages of the Store's own that stand beside or below the one being read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, Site

from catalogue.foundation.caching import kept_until_written
from catalogue.services.models.reviewed import numbers_of_reviewed
from catalogue.services.rules.visibility import VisibleQuerySet
from store.content.models import EditorialPage, FaqPage

_UNDER_HOME = 3
"""The depth of the first page of a section."""
_TYPES = (EditorialPage, FaqPage)
_MOST = 200


@dataclass(frozen=True)
class MenuPage:
    title: str
    url: str
    path: str
    expires: datetime | None


@dataclass(frozen=True)
class MenuEntry:
    """`below`: only for pages that lead to the one being read, and for itself."""

    title: str
    url: str
    is_current: bool
    below: tuple["MenuEntry", ...]


@dataclass(frozen=True)
class SectionMenu:
    """`url`: of the first page of the section; empty for pages that stand alone under the home page."""

    title: str
    url: str
    entries: tuple[MenuEntry, ...]


def section_menu(page: Page, site: Site | None) -> SectionMenu | None:
    """None where there is nothing to choose from."""
    now = timezone.now()
    pages = [one for one in _pages_in_menus(site) if one.expires is None or one.expires > now]
    top = Page._get_basepath(page.path, _UNDER_HOME)
    first = next((one for one in pages if one.path == top), None)
    inside = _entries(pages, top, page.path)
    if first and inside:
        return SectionMenu(first.title, first.url, inside)
    beside = _entries(pages, Page._get_basepath(page.path, _UNDER_HOME - 1), page.path)
    return SectionMenu("Le Store", "", beside) if len(beside) > 1 and first else None


def _entries(pages: Iterable[MenuPage], under: str, current: str) -> tuple[MenuEntry, ...]:
    """Those right below this path, in the order of the tree."""
    children = [one for one in pages if len(one.path) == len(under) + Page.steplen and one.path.startswith(under)]
    return tuple(
        MenuEntry(
            one.title,
            one.url,
            one.path == current,
            _entries(pages, one.path, current) if current.startswith(one.path) else (),
        )
        for one in children
    )


@kept_until_written
def _pages_in_menus(site: Site | None) -> tuple[MenuPage, ...]:
    """All levels in one query. Whether they have expired is for whoever shows them to say."""
    archived = numbers_of_reviewed(~Q(archived_on=None), _TYPES)
    found = VisibleQuerySet(Page).live().open_to(None).in_menu().exact_type(*_TYPES).exclude(pk__in=archived)
    addresses = ((page, page.get_url(current_site=site)) for page in found.order_by("path")[:_MOST])
    return tuple(MenuPage(page.title, url, page.path, page.expire_at) for page, url in addresses if url)
