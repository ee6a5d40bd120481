"""The check boxes of a panel. A page has about a hundred, which took a third of its time as a template."""

from collections.abc import Iterator
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalogue.foundation.french import thousands
from search.answering.results import FacetChoice, Panel

register = template.Library()

_BOX = """<input type="checkbox" id="{0}" name="{1}" value="{2}"{3}>
<label class="fr-label" for="{0}">{4}"""
_NESTED = format_html(' class="{}"', "store-choice--nested")
_CHECKED = format_html("{}", " checked")
_NOTHING = format_html("{}", "")


@register.simple_tag
def check_boxes(panel: Panel) -> SafeString:
    return format_html_join("", "{} ({})</label>\n", _boxes(panel.name, panel.choices, _NOTHING))


def _boxes(name: str, choices: list[FacetChoice], nested: SafeString) -> Iterator[tuple[SafeString, str]]:
    for choice in choices:
        checked = _CHECKED if choice.selected else _NOTHING
        yield _box(choice.input_id, name, choice.value, nested + checked, choice.label), thousands(choice.count)
        yield from _boxes(name, choice.children, _NESTED)


@lru_cache(maxsize=10_000)
def _box(input_id: str, name: str, value: str, state: SafeString, label: str) -> SafeString:
    """All but the count, which is the same on every page."""
    return format_html(_BOX, input_id, name, value, state, label)
