"""Many changes in a row: what follows from each of them is done once, after the last."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

_waiting: ContextVar[list[Callable[[], object]] | None] = ContextVar("after_changes_in_a_row", default=None)


@contextmanager
def changes_in_a_row() -> Iterator[None]:
    """What `after_the_last` is given within it is called when it ends well; a failure of that is logged."""
    waiting: list[Callable[[], object]] = []
    before = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(before)
    for function in waiting:
        after_the_last(function)


def after_the_last(function: Callable[[], object]) -> None:
    """Call `function` once the transaction is committed, once for all the changes of a row."""
    waiting = _waiting.get()
    if waiting is None:
        if function not in [known for _, known, *_ in transaction.get_connection().run_on_commit]:
            transaction.on_commit(function, robust=True)
    elif function not in waiting:
        waiting.append(function)
