"""The external links of a sheet, and the form field of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.db.models import URLField
from wagtail.fields import RichTextField


@dataclass(frozen=True)
class SheetLink:
    """`place`: the label of the field."""

    url: str
    place: str


def links_of(page) -> list[SheetLink]:
    """Each address once, with its first place. Reads the raw data of the body, since rendering blocks costs queries."""
    found: dict[str, SheetLink] = {}
    for link in _all_links(page):
        found.setdefault(link.url, link)
    return list(found.values())


def _all_links(page) -> Iterator[SheetLink]:
    for field in page._meta.get_fields():
        if isinstance(field, URLField) and (url := getattr(page, field.name)):
            yield SheetLink(url, str(field.verbose_name))
        if isinstance(field, RichTextField):
            yield from (SheetLink(url, str(field.verbose_name)) for url in _in_text(getattr(page, field.name)))
    place = str(page._meta.get_field("body").verbose_name)
    yield from (SheetLink(url, place) for block in page.body.raw_data for url in _in_block(block["value"]))


def _in_block(value: Any) -> Iterator[str]:
    """Addresses are the `url` of a block, or links inside rich text."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from [part] if name == "url" and part else _in_block(part)
    elif isinstance(value, list):
        for part in value:
            yield from _in_block(part)
    elif isinstance(value, str):
        yield from _in_text(value)


def _in_text(html: str) -> Iterator[str]:
    """Links to our own pages have no `href` in Wagtail's storage; mail addresses are skipped."""
    if "<a " not in html:
        return
    for link in BeautifulSoup(html, "html.parser").find_all("a", href=True):
        address = str(link["href"])
        if address.startswith(("http://", "https://")):
            yield address
