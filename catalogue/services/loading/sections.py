"""Keys of a sheet that belong to a higher app: declared there, read and written with the sheet."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel

from catalogue.services.models import ServicePage


@dataclass(frozen=True)
class FileSection:
    """`write(page, entries, force)` returns sentences about what it did not change; it may raise Refused.

    `said`: what the page holds now, to show changes in a dry run.
    """

    key: str
    entry: type[BaseModel]
    write: Callable[[ServicePage, list, bool], list[str]]
    said: Callable[[ServicePage], str]


_registered: dict[str, FileSection] = {}


def register(section: FileSection) -> None:
    """Called from `ready` of the app that owns the key."""
    _registered[section.key] = section


def sections() -> tuple[FileSection, ...]:
    return tuple(_registered.values())
