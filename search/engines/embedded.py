"""The embedded engine: Tantivy in a directory on disk, without a server. One process writes at a time."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock

import tantivy

from search.collection import Collection
from search.engines.directory import Directory
from search.engines.reader import Reader
from search.engines.schema import analyzer, build_schema, to_tantivy
from search.engines.soundness import Soundness
from search.engines.tantivy_failures import Panic, met
from search.protocol import Change, EngineAnswer, EngineError, Failure, IndexDamaged, IndexMissing, Lexicon, Request

_MEMORY, _MEMORY_OF_A_REBUILD = 50_000_000, 500_000_000
"""Bytes that a writer fills before starting another segment: fewer segments make faster counts."""
_BETWEEN_DOUBTS = 600.0
"""Seconds between two indexes discarded because of an unexplained panic."""


class EmbeddedEngine:
    name = "embedded"
    local = True

    def __init__(self, root: Path, collection: Collection) -> None:
        self.collection = collection
        self._directory = Directory(root, collection)
        self._lock = Lock()
        self._reader: Reader | None = None
        self._soundness = Soundness(root)
        self._next_benefit_of_doubt = 0.0

    @property
    def server(self) -> Path:
        return self._directory.root

    def exists(self) -> bool:
        try:
            self._directory.current()
        except IndexMissing:
            return False
        return True

    def answer(self, request: Request) -> EngineAnswer:
        with self._reading() as reader:
            return reader.answer(request)

    def total(self, request: Request) -> int:
        with self._reading() as reader:
            return reader.total(request)

    def totals(self, requests: Sequence[Request]) -> list[int]:
        with self._reading() as reader:
            return [reader.total(request) for request in requests]

    def lexicon(self) -> Lexicon:
        """Words of one state of the index, while a question is read."""
        with self._reading() as reader:
            return reader

    def signatures(self, after: int = 0, up_to: int | None = None) -> dict[int, int]:
        with self._reading() as reader:
            return reader.signatures(after, up_to)

    def expired(self, now: int) -> list[int]:
        with self._reading() as reader:
            return reader.expired(now)

    def verify(self) -> None:
        with self._reading() as reader:
            self._soundness.check(whole=True)
            reader.read_all()

    def apply(self, changes: Iterable[Change]) -> dict[int, Failure]:
        path = self._directory.current()
        with met(partial(self._judged, path)):
            self._soundness_of(path).check()
            index = _open(path, self.collection)
        with met(partial(self._judged, path, writing=True)):
            return _write(index, changes, self.collection)

    @contextmanager
    def rebuild(self, changes: Iterable[Change]) -> Iterator["Generation"]:
        with met():
            path = self._directory.new()
            index = tantivy.Index(build_schema(self.collection), str(path))
            generation = Generation(self._directory, path, index, self.collection)
            try:
                generation.apply(changes)
                yield generation
            finally:
                if not generation.in_use:
                    self._directory.discard(generation.path)

    @contextmanager
    def rollback(self) -> Iterator["Generation"]:
        path = self._directory.previous()
        with met(partial(self._judged, path)):
            Soundness(path).check(whole=True)
            yield Generation(self._directory, path, _open(path, self.collection), self.collection)

    @contextmanager
    def _reading(self) -> Iterator[Reader]:
        """The last commit, of any process."""
        path = self._directory.current()
        judge = partial(self._judged, path)
        with met(judge):
            self._soundness_of(path).check()
            state = self._directory.state(path)
            reader = self._reader
            if reader is None or reader.state != state:
                with self._lock:
                    reader = self._reader = Reader(_open(path, self.collection), state, judge, self.collection)
            yield reader

    def _soundness_of(self, path: Path) -> Soundness:
        soundness = self._soundness
        if soundness.path != path:
            soundness = self._soundness = Soundness(path)
        return soundness

    def _judged(self, path: Path, error: EngineError, *, writing: bool = False) -> EngineError:
        """What a failure means for the index: a damaged one is not used again by any process."""
        if writing or isinstance(error, Panic):
            error = self._explained(path, error, writing)
        if isinstance(error, IndexDamaged):
            self._directory.condemn(path, str(error))
            self._reader = None
        return error

    def _explained(self, path: Path, failure: EngineError, writing: bool) -> EngineError:
        """Looks for damage. Without any, a panic may come from the index, so a fresh one is tried once in a while. A
        full disk makes writes fail without harming the index.
        """
        try:
            Soundness(path).check(whole=True)
        except IndexMissing as error:
            return error
        if writing:
            return EngineError(str(failure))
        now = time.monotonic()
        if now < self._next_benefit_of_doubt:
            return failure
        self._next_benefit_of_doubt = now + _BETWEEN_DOUBTS
        return IndexDamaged(str(failure))


class Generation:
    """An index next to the one in use."""

    def __init__(self, directory: Directory, path: Path, index: tantivy.Index, collection: Collection) -> None:
        self.path = path
        self.in_use = False
        self._directory = directory
        self._index = index
        self._collection = collection
        self._index.register_tokenizer("terms", analyzer())

    def count(self) -> int:
        self._index.reload()
        return self._index.searcher().num_docs

    def apply(self, changes: Iterable[Change]) -> dict[int, Failure]:
        return _write(self._index, changes, self._collection, _MEMORY_OF_A_REBUILD)

    def switch(self) -> None:
        self._directory.switch(self.path)
        self.in_use = True


def _open(path: Path, collection: Collection) -> tantivy.Index:
    try:
        index = tantivy.Index.open(str(path))
    except ValueError as error:
        raise IndexDamaged(f"unreadable: {error}") from error
    if index.schema != build_schema(collection):
        raise IndexDamaged("laid out otherwise than this version of the code does")
    index.register_tokenizer("terms", analyzer())
    return index


def _write(
    index: tantivy.Index, changes: Iterable[Change], collection: Collection, memory: int = _MEMORY
) -> dict[int, Failure]:
    """Documents are keyed by a raw text field: deleting by a number silently deletes nothing."""
    writer = index.writer(memory, 1)
    failures = {}
    for change in changes:
        try:
            document = to_tantivy(change.document, collection) if change.document else None
        except (ArithmeticError, TypeError, ValueError) as error:  # as Tantivy reports a value of the wrong type
            failures[change.pk] = Failure(str(error), lasting=True)
            continue
        writer.delete_documents_by_term("id", str(change.pk))
        if document:
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    return failures
