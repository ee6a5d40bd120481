"""Whether index files are as Tantivy wrote them: each ends with a checksum.

Tantivy maps files into memory and does not check them. A truncated file kills the process, changed bytes give wrong
answers or a panic. So files, which are written once, are checked first: again if they change, otherwise for the price
of a `stat`.
"""

import json
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from zlib import crc32

from search.protocol import IndexDamaged, IndexMissing

META = "meta.json"
_KINDS = ("term", "idx", "pos", "store", "fast", "fieldnorm")
_MAGIC = 1337
_END = 8
"""Bytes after the footer: its length, then the magic number."""
_LONGEST_FOOTER = 4096
_CHUNK = 1 << 20
_AT_FIRST = 256 * _CHUNK
"""Bytes read when an index is opened; `check_index` reads the rest."""


class Identity(NamedTuple):
    """Of a file that was neither replaced nor written to."""

    inode: int
    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> "Identity":
        found = path.stat()
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)


class Soundness:
    """Of one index, as known to one process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._meta: Identity | None = None
        self._names: tuple[str, ...] = ()
        self._known: dict[str, Identity] = {}

    def check(self, *, whole: bool = False) -> None:
        """Raises IndexDamaged, IndexMissing. `whole`: reads every byte again."""
        with self._lock:
            while True:
                meta = self._identity_of_meta()
                try:
                    self._check(meta, whole)
                    return
                except IndexDamaged:
                    if self._identity_of_meta() == meta:
                        raise
                    # A commit made meanwhile removed files.

    def _check(self, meta: Identity, whole: bool) -> None:
        if meta != self._meta:
            self._names = _named_in(self.path / META)
            self._known = {name: known for name, known in self._known.items() if name in self._names}
            self._meta = meta
        allowance = _AT_FIRST
        for name in self._names:
            identity = self._identity(name)
            if not whole and self._known.get(name) == identity:
                continue
            allowance -= identity.size
            _verify(self.path / name, thorough=whole or allowance >= 0)
            self._known[name] = identity

    def _identity_of_meta(self) -> Identity:
        try:
            return Identity.of(self.path / META)
        except FileNotFoundError as error:
            raise IndexMissing("the index vanished") from error
        except OSError as error:
            raise IndexDamaged(f"{META}: {error}") from error

    def _identity(self, name: str) -> Identity:
        try:
            return Identity.of(self.path / name)
        except OSError as error:
            raise IndexDamaged(f"{name}: {error}") from error


def _named_in(meta: Path) -> tuple[str, ...]:
    """The files of every segment."""
    try:
        return tuple(name for segment in json.loads(meta.read_bytes())["segments"] for name in _files(segment))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(f"{META}: {error!r}") from error


def _files(segment: dict) -> list[str]:
    name = segment["segment_id"].replace("-", "")
    files = [f"{name}.{kind}" for kind in _KINDS]
    if deletes := segment["deletes"]:
        files.append(f"{name}.{deletes['opstamp']}.del")
    return files


def _verify(path: Path, *, thorough: bool) -> None:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - _END, 0))
            end = file.read(_END)
            footer, magic = int.from_bytes(end[:4], "little"), int.from_bytes(end[4:], "little")
            body = size - _END - footer
            if len(end) < _END or magic != _MAGIC or footer > _LONGEST_FOOTER or body < 0:
                raise IndexDamaged(f"{path.name} does not end as it should")
            file.seek(body)
            expected = json.loads(file.read(footer))["crc"]
            file.seek(0)
            if thorough and _checksum(file, body) != expected:
                raise IndexDamaged(f"{path.name} is not what was written")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{path.name}: {error!r}") from error


def _checksum(file, size: int) -> int:
    checksum = 0
    while size > 0 and (chunk := file.read(min(size, _CHUNK))):
        checksum = crc32(chunk, checksum)
        size -= len(chunk)
    return checksum
