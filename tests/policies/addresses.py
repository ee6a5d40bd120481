"""Every address that the URLconf knows, and how to write one of them out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

MODELADMIN = re.compile(r"(?P<app>[a-z]+)_(?P<model>[a-z]+)_modeladmin_")


@dataclass(frozen=True)
class Address:
    """`route` as the URLconf writes it; `model` is what its primary key belongs to, when the view says so."""

    route: str
    name: str
    arguments: tuple[str, ...]
    model: type[Model] | None

    def path(self, values: dict[str, object]) -> str:
        if not self.name:
            return f"/{self.route}"
        if all(argument.isdecimal() for argument in self.arguments):
            return reverse(self.name, args=[values[argument] for argument in self.arguments])
        return reverse(self.name, kwargs={argument: values[argument] for argument in self.arguments})


def addresses() -> list[Address]:
    return list(_walk(get_resolver()))


def _walk(
    resolver: URLResolver, route: str = "", namespaces: tuple[str, ...] = (), arguments: tuple[str, ...] = ()
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        where = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name)) if pattern.name else ""
            yield Address(where, name, (*arguments, *_arguments(pattern)), _model(pattern, name))
        else:
            inside = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, where, inside, (*arguments, *pattern.pattern.regex.groupindex))


def _arguments(pattern: URLPattern) -> tuple[str, ...]:
    """Names; or numbers from 1, for a regular expression whose groups have none."""
    named = tuple(pattern.pattern.regex.groupindex)
    return named or tuple(str(number + 1) for number in range(pattern.pattern.regex.groups))


def _model(pattern: URLPattern, name: str) -> type[Model] | None:
    said = MODELADMIN.match(name)
    if said:
        return apps.get_model(said["app"], said["model"])
    model = getattr(pattern.callback, "view_initkwargs", {}).get("model")
    model = model or getattr(getattr(pattern.callback, "view_class", None), "model", None)
    model = apps.get_model(model) if isinstance(model, str) else model
    return model if isinstance(model, type) and issubclass(model, Model) else None
