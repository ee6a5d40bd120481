"""The progress of a person's import, written while it runs and read by their other requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from django.core.cache import caches

from catalogue.foundation.progress import SILENT_FOR, measured
from catalogue.services.models import ServicePage
from store.accounts.models import User


class Work(Enum):
    """A label, and the number of stages: reading lines, writing rows, writing letters."""

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
    """Work that never started (refused while it waited for another) leaves no trace."""
    key, cache = _key(user.pk, service), caches["progress"]

    def tell(percent: int) -> None:
        cache.set(key, (work.name, percent), SILENT_FOR)

    with measured(tell, work.stages) as meter:
        try:
            yield
        finally:
            if meter.told >= 0:
                cache.delete(key)


def progress_of(user: int, service: ServicePage) -> Progress | None:
    """`user`: their id. None if no work of theirs is running."""
    said = caches["progress"].get(_key(user, service))
    return Progress(Work[said[0]], said[1]) if said else None


def _key(user: int, service: ServicePage) -> str:
    return f"import:{service.pk}:{user}"
