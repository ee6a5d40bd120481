"""Remembers what was loaded, so that unchanged files write nothing and editors' changes are kept."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Model

from catalogue.foundation.digests import digest
from catalogue.services.models import LoadMemory


class LoadOutcome(StrEnum):
    """What happened to one entry of a file."""

    CREATED = "créée"
    UPDATED = "mise à jour"
    UNCHANGED = "inchangée"
    KEPT = "modifiée dans l'administration : laissée telle quelle"
    KEPT_BY_DRAFT = "laissée telle quelle, car rien n'est publié"


def row_state(row: Model | None, fields: Iterable[str]) -> str:
    """A fingerprint of these columns; "absent" without a row."""
    return digest({name: getattr(row, name) for name in fields}) if row else "absent"


def verdict(key: str, source: str, state: str, force: bool, enough: Iterable[str] = ()) -> LoadOutcome:
    """What to do with `key`, given the fingerprints of its entry (`source`) and of its row now (`state`).

    `enough`: other fingerprints that already include what is asked.
    """
    sources = {source, *enough}
    memory = LoadMemory.objects.filter(key=key).first()
    absent = state == "absent"
    if memory is None:
        return LoadOutcome.CREATED if absent else (LoadOutcome.UPDATED if force else LoadOutcome.KEPT)
    if force:
        unchanged = memory.source in sources and memory.state == state
        return LoadOutcome.UNCHANGED if unchanged else (LoadOutcome.CREATED if absent else LoadOutcome.UPDATED)
    if memory.state != state:
        return LoadOutcome.KEPT
    return LoadOutcome.UNCHANGED if memory.source in sources else LoadOutcome.UPDATED


def remember(key: str, source: str, state: str) -> None:
    LoadMemory.objects.update_or_create(key=key, defaults={"source": source, "state": state})
