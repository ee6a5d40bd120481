"""The embedded engine: Tantivy, a directory on disk, nothing to start. One process writes at a time (search.locks)."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import tantivy

from search.engines.base import Answer, Document, EngineError, IndexMissing, Request
from search.engines.directory import Directory
from search.engines.reader import Reader
from search.engines.schema import analyzer, build_schema, to_tantivy

_MEMORY, _MEMORY_OF_A_REBUILD = 50_000_000, 500_000_000
"""Bytes that a writer may fill before it starts another segment: the fewer segments, the faster the counts."""


class EmbeddedEngine:
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

    def knows(self, stem: str) -> bool:
        with _failures():
            return self.reader().knows(stem)

    def completes(self, prefix: str) -> bool:
        with _failures():
            return self.reader().completes(prefix)

    def has(self, word: str) -> bool:
        with _failures():
            return self.reader().has(word)

    def words(self) -> Mapping[str, int]:
        with _failures():
            return self.reader().words

    def spelled(self, word: str) -> str:
        with _failures():
            return self.reader().spellings.get(word, word)

    def signatures(self) -> dict[int, int]:
        with _failures():
            return self.reader().signatures()

    def expired(self, now: int) -> list[int]:
        with _failures():
            return self.reader().expired(now)

    def apply(self, puts: Iterable[Document], deletes: Iterable[int]) -> None:
        with _failures():
            _write(_open(self._directory.current()), puts, deletes)

    @contextmanager
    def rebuild(self, documents: Iterable[Document]) -> Iterator["Generation"]:
        with _failures():
            generation = Generation(self._directory, self._directory.new())
            try:
                generation.apply(documents, ())
                yield generation
            finally:
                if not generation.in_use:
                    self._directory.discard(generation.path)

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
    """An index being built beside the one in use."""

    def __init__(self, directory: Directory, path: Path) -> None:
        self.path = path
        self.in_use = False
        self._directory = directory
        self._index = tantivy.Index(build_schema(), str(path))
        self._index.register_tokenizer("terms", analyzer())

    def count(self) -> int:
        self._index.reload()
        return self._index.searcher().num_docs

    def apply(self, puts: Iterable[Document], deletes: Iterable[int]) -> None:
        _write(self._index, puts, deletes, _MEMORY_OF_A_REBUILD)

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


def _write(index: tantivy.Index, puts: Iterable[Document], deletes: Iterable[int], memory: int = _MEMORY) -> None:
    """Documents are keyed by a raw text field: deleting by a number deletes nothing, and says nothing."""
    writer = index.writer(memory, 1)
    for pk in deletes:
        writer.delete_documents_by_term("id", str(pk))
    for document in puts:
        writer.delete_documents_by_term("id", str(document.pk))
        writer.add_document(to_tantivy(document))
    writer.commit()
    writer.wait_merging_threads()


@contextmanager
def _failures() -> Iterator[None]:
    """Tantivy says ValueError or OSError of a broken, locked or vanished index."""
    try:
        yield
    except FileNotFoundError as error:
        raise IndexMissing(str(error)) from error
    except (OSError, ValueError) as error:
        raise EngineError(str(error)) from error
