"""The check boxes of a panel. A page has about a hundred: written in a template, they took a third of its time."""

from collections.abc import Iterator

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.results import Choice, Panel

register = template.Library()

_BOX = """<input type="checkbox" id="{}" name="{}" value="{}"{}{}>
<label class="fr-label" for="{}">{} ({})</label>
"""
_NESTED = format_html(' class="{}"', "store-choice--nested")
_SPACE = "\xa0"  # between thousands; `intcomma` asks which language it is for each number
_CHECKED = format_html("{}", " checked")


@register.simple_tag
def check_boxes(panel: Panel) -> SafeString:
    return format_html_join("", _BOX, _boxes(panel.name, panel.choices))


def _boxes(name: str, choices: list[Choice], nested: str = "") -> Iterator[tuple]:
    for choice in choices:
        yield (
            choice.input_id,
            name,
            choice.value,
            nested,
            _CHECKED if choice.selected else "",
            choice.input_id,
            choice.label,
            f"{choice.count:,}".replace(",", _SPACE),
        )
        yield from _boxes(name, choice.children, _NESTED)
