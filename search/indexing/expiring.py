"""What expired since it was indexed: nothing in the database changes at that moment."""

from django.utils import timezone

from search.indexing.outbox import mark_dirty
from search.protocol import Engine


def drop_expired(engine: Engine) -> None:
    mark_dirty(engine.expired(int(timezone.now().timestamp())))
