"""The level of headings follows from the place where a text is shown."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

_HEADING = re.compile(r"(</?)h([34])(?=[ >])")
_FIRST = 3
"""The level of the first headings of a text, as it is stored."""


class _Shifted:
    def __init__(self, html: str, shift: int) -> None:
        self.html, self.shift = html, shift

    def __html__(self) -> str:
        return _HEADING.sub(lambda found: f"{found[1]}h{int(found[2]) + self.shift}", self.html)


@register.simple_tag(takes_context=True)
def with_headings(context: template.Context, text: object) -> SafeString:
    """Rich text with its first headings at `level` of the context: 2 under the title of a page, 3 in a part of it."""
    return format_html("{}", _Shifted(str(text), int(context.get("level") or _FIRST) - _FIRST))
