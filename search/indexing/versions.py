"""What the outbox says of one engine at a moment, to find later what was changed since."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import Self

from search.models import DirtyDocument
from search.protocol import Engine

_AT_A_TIME = 5_000


class Versions:
    """Sixteen bytes a service, however many there are."""

    def __init__(self, engine: Engine) -> None:
        self._ids, self._versions = array("Q"), array("Q")
        rows = DirtyDocument.objects.filter(engine=engine.name).order_by("service_id")
        for service_id, version in rows.values_list("service_id", "version").iterator(_AT_A_TIME):
            self._ids.append(service_id)
            self._versions.append(version)

    def of(self, service_id: int) -> int:
        """0 for what was never marked."""
        place = bisect_left(self._ids, service_id)
        found = place < len(self._ids) and self._ids[place] == service_id
        return self._versions[place] if found else 0

    def changed_since(self, before: Self) -> Iterator[int]:
        return (pk for pk, version in zip(self._ids, self._versions, strict=True) if before.of(pk) != version)
