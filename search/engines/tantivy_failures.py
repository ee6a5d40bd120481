"""The one boundary with Tantivy: whatever goes wrong in it comes out as an EngineError, its panics too.

It says ValueError or OSError of an index that is broken, locked or gone. Where it had not foreseen what it reads, it
panics: Python is given a BaseException, which ends the process that does not expect it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import tantivy

from search.protocol import EngineError, IndexDamaged, IndexMissing

_UNREADABLE = ("corrupt", "ioerror", "invaliddata", "open file", "does not exist", "filedoesnotexist")
"""What Tantivy says, in any case, of files that are not what it wrote."""


class Panic(EngineError):
    """Tantivy met what it had not foreseen: most often a damaged file."""


Judge = Callable[[EngineError], EngineError]
"""Told of a failure, gives the one to raise."""


def _as_it_is(error: EngineError) -> EngineError:
    return error


@contextmanager
def met(judge: Judge = _as_it_is) -> Iterator[None]:
    """Raises EngineError."""
    try:
        yield
    except IndexDamaged as error:
        judge(error)
        raise
    except BaseException as error:
        said = _in_our_words(error)
        if said is None:
            raise
        raise judge(said) from error


class Guarded:
    """A searcher of Tantivy's, which goes on being asked long after it was opened: each of its answers is met."""

    def __init__(self, searcher: tantivy.Searcher, judge: Judge) -> None:
        self._searcher = searcher
        self._judge = judge

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._searcher, name)
        return self._asking(found) if callable(found) else found

    def _asking(self, function: Callable) -> Callable:
        def ask(*arguments: Any, **options: Any) -> Any:
            with met(self._judge):
                return function(*arguments, **options)

        return ask


def _in_our_words(error: BaseException) -> EngineError | None:
    """None of what is none of its failures."""
    said = str(error)[:500]
    if isinstance(error, FileNotFoundError):
        return IndexMissing(said)
    if isinstance(error, OSError):
        return EngineError(said)
    if isinstance(error, ValueError):
        return IndexDamaged(said) if any(word in said.lower() for word in _UNREADABLE) else EngineError(said)
    # The class is not exported: it is made by the bridge between Rust and Python.
    return Panic(said) if type(error).__module__ == "pyo3_runtime" else None
