"""Slots: places where a template of a lower layer lets higher ones add to a page.

`{% slot "sheet_end" %}` in a template; `fill("sheet_end", "search/nearby.html")` in the `wagtail_hooks.py` of an app
above it. What fills a slot is rendered with the context of the page, as by `{% include %}`. Every template has the tag
without loading it (`builtins` in the settings).
"""

from django import template
from django.template.loader import get_template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks

register = template.Library()


def fill(slot: str, template_name: str) -> None:
    hooks.register(_hook(slot), lambda: template_name)


@register.simple_tag(takes_context=True, name="slot")
def slot_tag(context: template.Context, name: str) -> SafeString:
    """The templates that fill the slot, in the order of their registration; nothing when there is none."""
    names = [filling() for filling in hooks.get_hooks(_hook(name))]
    return format_html_join("", "{}", ((get_template(one).template.render(context),) for one in names))


def _hook(slot: str) -> str:
    return f"slot_{slot}"
