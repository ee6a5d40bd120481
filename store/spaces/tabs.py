"""The menu of a space (templates/spaces/navigation.html)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Tab:
    """`current`: its `aria-current`: "page", "true" if the current page lies below it, or empty."""

    label: str
    url: str
    current: str = ""


def tabs_of(entries: Iterable[tuple[str, str]], path: str, *arguments: str) -> list[Tab]:
    """`entries`: labels and URL names; `arguments`: those of the URLs; `path`: that of the current page.

    The most specific entry is current.
    """
    urls = [(label, reverse(name, args=arguments)) for label, name in entries]
    nearest = max((url for _, url in urls if path.startswith(url)), key=len, default="")
    return [Tab(label, url, _current(url, path) if url == nearest else "") for label, url in urls]


def _current(url: str, path: str) -> str:
    return "page" if url == path else "true"
