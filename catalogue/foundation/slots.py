"""Slots: places where a template of a lower layer lets higher layers add to a page.

`{% slot "sheet_end" %}` in the template; `fill("sheet_end", "search/related.html")` in the `wagtail_hooks.py` of a
higher app. The filling is rendered with the page's context, as with `{% include %}`. No `{% load %}` is needed
(`builtins` in the settings).
"""

from functools import cache

from django import template
from django.template import Engine
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks

register = template.Library()


def fill(slot: str, template_name: str, order: int = 0) -> None:
    """The smaller the `order`, the earlier; without one, as the applications are installed."""
    hooks.register(_hook(slot), lambda: template_name, order=order)
    _fillings.cache_clear()


@register.simple_tag(takes_context=True, name="slot")
def slot_tag(context: template.Context, name: str) -> SafeString:
    """Renders the templates that fill the slot, in order of registration."""
    engine = Engine.get_default()
    return format_html_join("", "{}", ((engine.get_template(one).render(context),) for one in _fillings(name)))


@cache
def _fillings(slot: str) -> tuple[str, ...]:
    """Asked for each row of a table: Wagtail sorts them each time."""
    return tuple(filling() for filling in hooks.get_hooks(_hook(slot)))


def _hook(slot: str) -> str:
    return f"slot_{slot}"
