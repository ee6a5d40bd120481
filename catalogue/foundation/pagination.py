"""Links to the pages of a list, for templates/components/pagination.html."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


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


class KeyPaginator(Paginator):
    """Pages of a long list: `keys`, primary keys in order, are read from an index, and only the `rows` of the page
    asked for are joined to what they show, in the same order. `count`, if it is known already.

    `rows`: a queryset, or what reads them from their keys.
    """

    def __init__(
        self, keys: QuerySet, rows: QuerySet | Callable[[list], list], per_page: int, count: int | None = None
    ) -> None:
        super().__init__(keys, per_page)
        self.rows = rows
        if count is not None:
            self.count = count  # in place of the query that Django would make

    def page(self, number: int | str) -> Page:
        page = super().page(number)
        keys = list(page.object_list)
        page.object_list = self.rows.filter(pk__in=keys) if isinstance(self.rows, QuerySet) else self.rows(keys)
        return page
