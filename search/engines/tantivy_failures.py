"""The boundary with Tantivy: all its failures become EngineError, including panics.

Tantivy raises ValueError or OSError for an index that is broken, locked or missing. For anything unforeseen it panics,
which reaches Python as a BaseException and would end the process.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import tantivy

from search.protocol import EngineError, IndexDamaged, IndexMissing

_UNREADABLE = ("corrupt", "ioerror", "invaliddata", "open file", "does not exist", "filedoesnotexist")
"""What Tantivy says, in any case, about unreadable files."""


class Panic(EngineError):
    """Something that Tantivy had not foreseen, usually a damaged file."""


Judge = Callable[[EngineError], EngineError]
"""Receives a failure, returns the one to raise."""


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
    """A searcher that is used long after it was opened: failures of each call are converted."""

    def __init__(self, searcher: tantivy.Searcher, judge: Judge) -> None:
        self._searcher = searcher
        self._judge = judge

    def __getattr__(self, name: str) -> Any:
        """Looked up once: it sees one state of the index, and a sheet asks it two hundred times."""
        found = getattr(self._searcher, name)
        its = self.__dict__[name] = self._asking(found) if callable(found) else found
        return its

    def _asking(self, function: Callable) -> Callable:
        def ask(*arguments: Any, **options: Any) -> Any:
            try:
                return function(*arguments, **options)
            except BaseException as failure:
                with met(self._judge):
                    raise failure

        return ask


def _in_our_words(error: BaseException) -> EngineError | None:
    """Other errors pass through unchanged."""
    said = str(error)[:500]
    if isinstance(error, FileNotFoundError):
        return IndexMissing(said)
    if isinstance(error, OSError):
        return EngineError(said)
    if isinstance(error, ValueError):
        return IndexDamaged(said) if any(word in said.lower() for word in _UNREADABLE) else EngineError(said)
    # The bridge between Rust and Python creates this class and does not export it.
    return Panic(said) if type(error).__module__ == "pyo3_runtime" else None
