"""The addresses that somebody typed on a page, and the form field of each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.db.models import Field, Model, URLField
from wagtail.fields import RichTextField, StreamField


@dataclass(frozen=True)
class SheetLink:
    """`place`: the label of the field."""

    url: str
    place: str


def links_of(page) -> list[SheetLink]:
    """The external ones of a sheet."""
    return typed_on(page, lambda address: address.startswith(("http://", "https://")))


def typed_on(row: Model, wanted: Callable[[str], bool]) -> list[SheetLink]:
    """Each address once, with its first place. Reads the raw data of streams, since rendering blocks costs queries."""
    found: dict[str, SheetLink] = {}
    for link in _all_links(row):
        if wanted(link.url):
            found.setdefault(link.url, link)
    return list(found.values())


def _all_links(row: Model) -> Iterator[SheetLink]:
    for field in row._meta.get_fields():
        if isinstance(field, URLField | RichTextField | StreamField):
            place = str(field.verbose_name)
            yield from (SheetLink(address, place) for address in _in_field(field, getattr(row, field.name)))


def _in_field(field: Field, value: Any) -> Iterable[str]:
    if isinstance(field, StreamField):
        return (url for block in value.raw_data for url in _in_block(block["value"]))
    return _in_text(value) if isinstance(field, RichTextField) else filter(None, [value])


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
    """Links to pages that were chosen, not typed, have no `href` in Wagtail's storage."""
    if "<a " not in html:
        return
    for link in BeautifulSoup(html, "html.parser").find_all("a", href=True):
        yield str(link["href"])
