"""Links to the pages of a list, for templates/components/pagination.html."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Page


@dataclass(frozen=True)
class PageLink:
    number: int
    url: str
    current: bool


@dataclass(frozen=True)
class PageLinks:
    """`items` holds None where pages are left out."""

    number: int
    count: int
    previous_url: str
    next_url: str
    items: tuple[PageLink | None, ...]


def page_links(page: Page, url: Callable[[int], str]) -> PageLinks:
    """`url` gives the address of a page from its number."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return PageLinks(
        number=page.number,
        count=page.paginator.num_pages,
        previous_url=url(page.previous_page_number()) if page.has_previous() else "",
        next_url=url(page.next_page_number()) if page.has_next() else "",
        items=tuple(
            PageLink(number, url(number), number == page.number) if isinstance(number, int) else None
            for number in numbers
        ),
    )
