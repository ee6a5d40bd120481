"""The embedded engine: Tantivy, a directory on disk, nothing to start. One process writes at a time (search.locks)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import tantivy

from search.engines.base import Answer, Change, EngineError, Failure, IndexMissing, Lexicon, Request
from search.engines.directory import Directory
from search.engines.reader import Reader
from search.engines.schema import analyzer, build_schema, to_tantivy

_MEMORY, _MEMORY_OF_A_REBUILD = 50_000_000, 500_000_000
"""Bytes that a writer may fill before it starts another segment: the fewer segments, the faster the counts."""


class EmbeddedEngine:
    name = "embedded"
    local = True

    def __init__(self, root: Path) -> None:
        self._directory = Directory(root)
        self._lock = Lock()
        self._reader: Reader | None = None

    def exists(self) -> bool:
        try:
            self._directory.current()
        except IndexMissing:
            return False
        return True

    def answer(self, request: Request) -> Answer:
        with _failures():
            return self.reader().answer(request)

    def total(self, request: Request) -> int:
        with _failures():
            return self.reader().total(request)

    def totals(self, requests: Sequence[Request]) -> list[int]:
        with _failures():
            reader = self.reader()
            return [reader.total(request) for request in requests]

    def lexicon(self) -> Lexicon:
        """The words of one state of the index, for as long as a question is read."""
        with _failures():
            return self.reader()

    def signatures(self, after: int = 0, up_to: int | None = None) -> dict[int, int]:
        with _failures():
            return self.reader().signatures(after, up_to)

    def expired(self, now: int) -> list[int]:
        with _failures():
            return self.reader().expired(now)

    def apply(self, changes: Iterable[Change]) -> dict[int, Failure]:
        with _failures():
            return _write(_open(self._directory.current()), changes)

    @contextmanager
    def rebuild(self, changes: Iterable[Change]) -> Iterator["Generation"]:
        with _failures():
            path = self._directory.new()
            generation = Generation(self._directory, path, tantivy.Index(build_schema(), str(path)))
            try:
                generation.apply(changes)
                yield generation
            finally:
                if not generation.in_use:
                    self._directory.discard(generation.path)

    @contextmanager
    def rollback(self) -> Iterator["Generation"]:
        with _failures():
            path = self._directory.previous()
            yield Generation(self._directory, path, _open(path))

    def reader(self) -> Reader:
        """What was last committed, by this process or another."""
        path = self._directory.current()
        state = self._directory.state(path)
        reader = self._reader
        if reader is None or reader.state != state:
            with self._lock:
                reader = self._reader = Reader(_open(path), state)
        return reader


class Generation:
    """An index beside the one in use."""

    def __init__(self, directory: Directory, path: Path, index: tantivy.Index) -> None:
        self.path = path
        self.in_use = False
        self._directory = directory
        self._index = index
        self._index.register_tokenizer("terms", analyzer())

    def count(self) -> int:
        self._index.reload()
        return self._index.searcher().num_docs

    def apply(self, changes: Iterable[Change]) -> dict[int, Failure]:
        return _write(self._index, changes, _MEMORY_OF_A_REBUILD)

    def switch(self) -> None:
        self._directory.switch(self.path)
        self.in_use = True


def _open(path: Path) -> tantivy.Index:
    try:
        index = tantivy.Index.open(str(path))
    except ValueError as error:
        raise IndexMissing(f"unreadable: {error}") from error
    index.register_tokenizer("terms", analyzer())
    return index


def _write(index: tantivy.Index, changes: Iterable[Change], memory: int = _MEMORY) -> dict[int, Failure]:
    """Documents are keyed by a raw text field: deleting by a number deletes nothing, and says nothing."""
    writer = index.writer(memory, 1)
    failures = {}
    for change in changes:
        try:
            document = to_tantivy(change.document) if change.document else None
        except (ArithmeticError, TypeError, ValueError) as error:  # as Tantivy says that a value is not for its field
            failures[change.pk] = Failure(str(error), lasting=True)
            continue
        writer.delete_documents_by_term("id", str(change.pk))
        if document:
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    return failures


@contextmanager
def _failures() -> Iterator[None]:
    """Tantivy says ValueError or OSError of a broken, locked or vanished index."""
    try:
        yield
    except FileNotFoundError as error:
        raise IndexMissing(str(error)) from error
    except (OSError, ValueError) as error:
        raise EngineError(str(error)) from error
