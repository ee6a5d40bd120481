"""Keys of a sheet that belong to a higher app: declared there, read and written with the sheet."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from catalogue.services.models import ServicePage


@dataclass(frozen=True)
class Section:
    """`write(page, entries, force)` returns sentences about what it did not change; it may raise Refused.

    `said`: what the page holds now, to show changes in a dry run.
    """

    key: str
    entry: type[BaseModel]
    write: Callable[[ServicePage, list, bool], list[str]]
    said: Callable[[ServicePage], str]


_registered: dict[str, Section] = {}


def register(section: Section) -> None:
    """Called from `ready` of the app that owns the key."""
    _registered[section.key] = section


def sections() -> tuple[Section, ...]:
    return tuple(_registered.values())
