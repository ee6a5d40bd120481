"""Does the index say what the database says? Finds drift of any cause, counts it, repairs it."""

from dataclasses import dataclass

from catalogue.services.models import ServicePage
from search import outbox
from search.documents import public_documents
from search.engines import get_engine
from search.engines.schema import signature


@dataclass(frozen=True)
class Drift:
    """Ids: of public services without a document, of documents that should not be, of those that say otherwise."""

    missing: frozenset[int]
    extra: frozenset[int]
    stale: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.stale)

    def __str__(self) -> str:
        return f"{len(self.missing)} absents, {len(self.extra)} en trop, {len(self.stale)} périmés"

    @property
    def ids(self) -> frozenset[int]:
        return self.missing | self.extra | self.stale


def drift() -> Drift:
    """Compares every field of every document, through signatures. Raises EngineError."""
    indexed = get_engine().signatures()
    ids = ServicePage.objects.public().order_by("pk").values_list("pk", flat=True)
    expected = {document.pk: signature(document) for document in public_documents(ids)}
    both = expected.keys() & indexed.keys()
    return Drift(
        missing=frozenset(expected.keys() - indexed.keys()),
        extra=frozenset(indexed.keys() - expected.keys()),
        stale=frozenset(pk for pk in both if expected[pk] != indexed[pk]),
    )


def repair(found: Drift) -> None:
    outbox.mark_dirty(found.ids)
    outbox.sync()
