"""`{% url %}` that reverses each address once: the home page links to forty themes, and addresses never change.

Replaces Django's tag in every template (`builtins` in the settings).
"""

from functools import lru_cache

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

register = template.Library()

_KEPT = 2_000
_PLAIN = (str, int)


class KeptURLNode(URLNode):
    def render(self, context: template.Context) -> str:
        """Django's own way where it is not only a name and plain arguments."""
        args = tuple(arg.resolve(context) for arg in self.args)
        name = self.view_name.resolve(context)
        plain = name and not self.kwargs and ":" not in name and all(isinstance(arg, _PLAIN) for arg in args)
        if not plain:
            return super().render(context)
        try:
            address = _reversed(get_urlconf(), get_script_prefix(), name, *args)
        except NoReverseMatch:  # an error, or nothing, which Django knows
            return super().render(context)
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser: Parser, token: Token) -> KeptURLNode:
    node = django_url(parser, token)
    return KeptURLNode(node.view_name, node.args, node.kwargs, node.asvar)


@lru_cache(maxsize=_KEPT, typed=True)
def _reversed(urlconf: str | None, prefix: str, name: str, *args: str | int) -> str:
    return reverse(name, urlconf, args)
