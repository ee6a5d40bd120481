"""The index on disk: generations side by side, a small file naming the one in use, and its replacement in one step."""

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
        try:
            name = self._pointer.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexMissing("no index") from error
        generation = self.root / name
        if not name.startswith(fingerprint()) or not (generation / "meta.json").is_file():
            raise IndexMissing("no index that this version reads")
        return generation

    def state(self, generation: Path) -> tuple[str, int, int]:
        """Changes with every commit, whichever process makes it."""
        try:
            meta = (generation / "meta.json").stat()
        except OSError as error:
            raise IndexMissing("the index vanished") from error
        return generation.name, meta.st_mtime_ns, meta.st_ino

    def new(self) -> Path:
        generation = self.root / f"{fingerprint()}-{uuid4().hex[:12]}"
        generation.mkdir(parents=True)
        return generation

    def switch(self, generation: Path) -> None:
        """From one instruction to the next, everybody reads the new generation."""
        before = self._read_pointer()
        draft = self.root / f"current-{uuid4().hex}"
        draft.write_text(generation.name, encoding="ascii")
        draft.replace(self._pointer)
        self._prune(keep={generation.name, before})

    def discard(self, generation: Path) -> None:
        shutil.rmtree(generation, ignore_errors=True)

    def _read_pointer(self) -> str:
        return self._pointer.read_text(encoding="ascii").strip() if self._pointer.is_file() else ""

    def _prune(self, keep: set[str]) -> None:
        for path in self.root.iterdir():
            if path.is_dir() and path.name not in keep:
                self.discard(path)
