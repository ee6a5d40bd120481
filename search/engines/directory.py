"""The index on disk: generations side by side, and a small file that names the one in use and the one before."""

import shutil
from pathlib import Path
from uuid import uuid4

from search.engines.base import IndexMissing
from search.engines.schema import fingerprint


class Directory:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / "current"

    def current(self) -> Path:
        """The generation in use; IndexMissing when there is none that this code can read."""
        return self._named(0)

    def previous(self) -> Path:
        """The one that was in use before; IndexMissing as above."""
        return self._named(1)

    def state(self, generation: Path) -> tuple[str, int, int]:
        """Changes with every commit, whichever process makes it."""
        try:
            meta = (generation / "meta.json").stat()
        except OSError as error:
            raise IndexMissing("the index vanished") from error
        return generation.name, meta.st_mtime_ns, meta.st_ino

    def new(self) -> Path:
        """Takes the place of what rebuilds left that died: whoever makes one is alone to (search.locks)."""
        self._prune(keep=self._names())
        generation = self.root / f"{fingerprint()}-{uuid4().hex[:12]}"
        generation.mkdir(parents=True)
        return generation

    def switch(self, generation: Path) -> None:
        """From one instruction to the next, everybody reads the new generation."""
        names = [generation.name, *self._names()[:1]]
        draft = self.root / f"current-{uuid4().hex}"
        draft.write_text("\n".join(names), encoding="ascii")
        draft.replace(self._pointer)
        self._prune(keep=names)

    def discard(self, generation: Path) -> None:
        shutil.rmtree(generation, ignore_errors=True)

    def _named(self, place: int) -> Path:
        names = self._names()
        if place >= len(names):
            raise IndexMissing("no index before this one" if place else "no index")
        generation = self.root / names[place]
        if not names[place].startswith(fingerprint()) or not (generation / "meta.json").is_file():
            raise IndexMissing("no index that this version reads")
        return generation

    def _names(self) -> list[str]:
        try:
            return self._pointer.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError):
            return []

    def _prune(self, keep: list[str]) -> None:
        for path in self.root.glob("*"):
            if path.name in (self._pointer.name, *keep):
                continue
            if path.is_dir():
                self.discard(path)
            else:
                path.unlink()
