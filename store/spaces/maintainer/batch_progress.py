"""What a person's import is doing, and how far it is: written as it goes on, read by their other requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from django.core.cache import caches

from catalogue.progress import measured
from catalogue.services.models import ServicePage
from store.accounts.models import User

SILENT_FOR = 60
"""Seconds after which work that says nothing more has died with its process."""


class Work(Enum):
    """Its name for people, and its stages: lines read; then rows written, and letters to those whom they are about."""

    READING = "Lecture du fichier", 1
    APPLYING = "Application de l'import", 3
    UNDOING = "Annulation de l'import", 2

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def stages(self) -> int:
        return self.value[1]


@dataclass(frozen=True)
class Progress:
    work: Work
    percent: int


@contextmanager
def followed(user: User, service: ServicePage, work: Work) -> Iterator[None]:
    """Work that never began, since it waited for another and was refused, has nothing to say nor to take back."""
    key, cache = _key(user, service), caches["progress"]

    def tell(percent: int) -> None:
        cache.set(key, (work.name, percent), SILENT_FOR)

    with measured(tell, work.stages) as meter:
        try:
            yield
        finally:
            if meter.told >= 0:
                cache.delete(key)


def progress_of(user: User, service: ServicePage) -> Progress | None:
    """None when nothing of theirs is going on."""
    said = caches["progress"].get(_key(user, service))
    return Progress(Work[said[0]], said[1]) if said else None


def _key(user: User, service: ServicePage) -> str:
    return f"import:{service.pk}:{user.pk}"
