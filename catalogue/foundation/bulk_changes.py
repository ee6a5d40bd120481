"""Bulk changes: what must follow a change is done once, after the last one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

_waiting: ContextVar[list[Callable[[], object]] | None] = ContextVar("after_changes_in_a_row", default=None)


@contextmanager
def changes_in_a_row() -> Iterator[None]:
    """Collects the functions given to `after_the_last` and calls them if the block succeeds. Failures are logged."""
    waiting: list[Callable[[], object]] = []
    before = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(before)
    for function in waiting:
        after_the_last(function)


def after_the_last(function: Callable[[], object]) -> None:
    """Call `function` after the commit, only once for all the changes of a block."""
    waiting = _waiting.get()
    if waiting is None:
        if function not in [known for _, known, *_ in transaction.get_connection().run_on_commit]:
            transaction.on_commit(function, robust=True)
    elif function not in waiting:
        waiting.append(function)
