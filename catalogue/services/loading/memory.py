"""Remembering what was loaded: unchanged files write nothing, and what an editor changed since is left alone."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Model

from catalogue.foundation.digests import digest
from catalogue.services.models import LoadMemory


class Outcome(StrEnum):
    """What became of one thing that a file describes."""

    CREATED = "créée"
    UPDATED = "mise à jour"
    UNCHANGED = "inchangée"
    KEPT = "modifiée dans l'administration : laissée telle quelle"
    KEPT_BY_DRAFT = "laissée telle quelle, car rien n'est publié"


def row_state(row: Model | None, fields: Iterable[str]) -> str:
    """The fingerprint of a row's own columns, "absent" when there is no row."""
    return digest({name: getattr(row, name) for name in fields}) if row else "absent"


def verdict(key: str, source: str, state: str, force: bool, enough: Iterable[str] = ()) -> Outcome:
    """What to do with `key`, whose file says `source` and whose row is now `state`.

    `enough`: other fingerprints that already do what is asked.
    """
    sources = {source, *enough}
    memory = LoadMemory.objects.filter(key=key).first()
    absent = state == "absent"
    if memory is None:
        return Outcome.CREATED if absent else (Outcome.UPDATED if force else Outcome.KEPT)
    if force:
        unchanged = memory.source in sources and memory.state == state
        return Outcome.UNCHANGED if unchanged else (Outcome.CREATED if absent else Outcome.UPDATED)
    if memory.state != state:
        return Outcome.KEPT
    return Outcome.UNCHANGED if memory.source in sources else Outcome.UPDATED


def remember(key: str, source: str, state: str) -> None:
    LoadMemory.objects.update_or_create(key=key, defaults={"source": source, "state": state})
