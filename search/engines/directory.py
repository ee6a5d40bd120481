"""The index on disk: generations side by side, and a small file that names the current and the previous one."""

import re
import shutil
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from search.collection import Collection
from search.engines.schema import fingerprint
from search.engines.soundness import META
from search.protocol import IndexDamaged, IndexMissing

_OURS = re.compile(r"[0-9a-f]{12}-[0-9a-f]{12}|current-[0-9a-f]{32}")
"""Generations and drafts of the small file; anything else, such as the directory of another collection, is not ours."""
_DAMAGED = "damaged"
"""A file with this name in a generation tells every process that it cannot be trusted."""


class Directory:
    def __init__(self, root: Path, collection: Collection) -> None:
        self.root = root
        self._fingerprint = fingerprint(collection)
        self._damaged: dict[str, str] = {}
        self._pointer = root / "current"

    def current(self) -> Path:
        """The generation in use. Raises IndexMissing if there is none that this code can read."""
        return self._named(0)

    def previous(self) -> Path:
        """The one used before. Raises IndexMissing."""
        return self._named(1)

    def state(self, generation: Path) -> tuple[str, int, int]:
        """Changes with every commit, by any process."""
        try:
            meta = (generation / META).stat()
        except OSError as error:
            raise IndexMissing("the index vanished") from error
        return generation.name, meta.st_mtime_ns, meta.st_ino

    def new(self) -> Path:
        """Removes what interrupted rebuilds left. Only one process may call it (search.indexing.locks)."""
        self._prune(keep=self._names())
        generation = self.root / f"{self._fingerprint}-{uuid4().hex[:12]}"
        generation.mkdir(parents=True)
        return generation

    def switch(self, generation: Path) -> None:
        """Atomic: from now on everybody reads the new generation."""
        names = [generation.name, *(name for name in self._names()[:1] if not self._damage(name))]
        draft = self.root / f"current-{uuid4().hex}"
        draft.write_text("\n".join(names), encoding="ascii")
        if self._pointer.is_dir():
            self.discard(self._pointer)
        draft.replace(self._pointer)
        self._prune(keep=names)

    def discard(self, generation: Path) -> None:
        shutil.rmtree(generation, ignore_errors=True)

    def condemn(self, generation: Path, reason: str) -> None:
        """For this process, and for all of them if the disk accepts one more file."""
        if not self._damage(generation.name):
            self._damaged[generation.name] = reason
            with suppress(OSError):
                (generation / _DAMAGED).write_text(reason, encoding="utf-8")

    def _damage(self, name: str) -> str:
        """The recorded damage; "" if there is none."""
        try:
            told = (self.root / name / _DAMAGED).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return self._damaged.get(name, "")
        return told or "damaged"

    def _named(self, place: int) -> Path:
        names = self._names()
        if place >= len(names):
            raise IndexMissing("no index before this one" if place else "no index")
        generation = self.root / names[place]
        try:
            if not names[place].startswith(self._fingerprint) or not (generation / META).is_file():
                raise IndexMissing("no index that this version reads")
            if damage := self._damage(names[place]):
                raise IndexDamaged(damage)
        except OSError as error:  # it may not be readable
            raise IndexDamaged(str(error)) from error
        return generation

    def _names(self) -> list[str]:
        try:
            return self._pointer.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            return []

    def _prune(self, keep: list[str]) -> None:
        for path in self.root.glob("*"):
            if path.name in keep or not _OURS.fullmatch(path.name):
                continue
            if path.is_dir():
                self.discard(path)
            else:
                path.unlink()
