"""What a page needs to be shared."""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, urljoin
from xml.etree.ElementTree import fromstring

import segno
from django import template
from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from catalogue.foundation.text import cleaned

register = template.Library()
_DRAWN = 500
"""Codes kept by a process: a catalogue of several hundred sheets."""


class Code(NamedTuple):
    """What telephones read, as an SVG: the box of the drawing, and its lines."""

    box: str
    lines: str


class Share(NamedTuple):
    """`address` is short and absolute; `mail` opens a message that says it."""

    address: str
    mail: str
    code: Code


@register.simple_tag
def share(page: Page) -> Share | None:
    """None for a page that has no address yet, in previews."""
    if not page.pk or not page.url_path:
        return None
    address = urljoin(settings.WAGTAILADMIN_BASE_URL, reverse("short-address", args=[page.pk]))
    return Share(address, _mail(page, address), _code(address))


def _mail(page: Page, address: str) -> str:
    """RFC 6068: percent-encoded, lines end with CRLF. What editors wrote cannot add a header."""
    action = getattr(page, "action", "")
    subject = " ".join(cleaned(f"{page.title} : {action}" if action else page.title).split())
    summary = cleaned(getattr(page, "summary", ""))
    body = "\r\n\r\n".join(filter(None, (subject, summary, address, "Territoires Store")))
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


@lru_cache(_DRAWN)
def _code(address: str) -> Code:
    """Three centimetres wide on paper, still read when a seventh of it is stained."""
    drawn = fromstring(segno.make(address, error="m", micro=False).svg_inline(omitsize=True))  # noqa: S314  drawn here
    return Code(drawn.get("viewBox", ""), drawn[0].get("d", ""))
