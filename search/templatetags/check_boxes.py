"""The check boxes of a panel. A page has about a hundred: written in a template, they took a third of its time."""

from collections.abc import Iterator
from functools import lru_cache

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from catalogue.services.card import spaced
from search.results import Choice, Panel

register = template.Library()

_BOX = """<input type="checkbox" id="{0}" name="{1}" value="{2}"{3}{4}>
<label class="fr-label" for="{0}">{5} ({6})</label>
"""
_NESTED = format_html(' class="{}"', "store-choice--nested")
_CHECKED = format_html("{}", " checked")
_NOTHING = format_html("{}", "")
_escaped = lru_cache(maxsize=10_000)(conditional_escape)
"""Ids, values and labels are the same on every page."""


@register.simple_tag
def check_boxes(panel: Panel) -> SafeString:
    return format_html_join("", _BOX, _boxes(panel.name, panel.choices, _NOTHING))


def _boxes(name: str, choices: list[Choice], nested: SafeString) -> Iterator[tuple[str, ...]]:
    for choice in choices:
        said = map(_escaped, (choice.input_id, name, choice.value, choice.label, spaced(choice.count)))
        input_id, field, value, label, counted = said
        checked = _CHECKED if choice.selected else _NOTHING
        yield input_id, field, value, nested, checked, label, counted
        yield from _boxes(name, choice.children, _NESTED)
