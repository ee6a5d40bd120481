"""The pages of a space, as the menu that each of them shows (templates/spaces/navigation.html)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Tab:
    """`current`: what `aria-current` says of it: "page", "true" when the page shown lies under it, or nothing."""

    label: str
    url: str
    current: str = ""


def tabs_of(entries: Iterable[tuple[str, str]], path: str, *arguments: str) -> list[Tab]:
    """`entries`: labels and names of addresses; `arguments`: what these need; `path`: that of the page shown.

    The most precise one is current.
    """
    urls = [(label, reverse(name, args=arguments)) for label, name in entries]
    nearest = max((url for _, url in urls if path.startswith(url)), key=len, default="")
    return [Tab(label, url, _current(url, path) if url == nearest else "") for label, url in urls]


def _current(url: str, path: str) -> str:
    return "page" if url == path else "true"
