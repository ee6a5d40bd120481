"""What disks, people and other programs do to the files of an index."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from search.collections import SERVICES
from search.engines.directory import Directory

KINDS = ("term", "idx", "pos", "store", "fast", "fieldnorm", "del", "meta.json", ".managed.json", "current")
"""Of files, by how their names end."""


def files(index: Path, kind: str) -> list[Path]:
    """Those in use."""
    if kind == "current":
        return [index / kind]
    found = [path for path in Directory(index, SERVICES).current().iterdir() if path.name.endswith(kind)]
    assert found, kind
    return found


def _random(path: Path) -> None:
    path.write_bytes(random.Random(path.suffix).randbytes(path.stat().st_size))


def _some_bytes(path: Path) -> None:
    """Its end as it was."""
    content = bytearray(path.read_bytes())
    for place in range(0, max(len(content) - 120, 1), 7):
        content[place] ^= 0x55
    path.write_bytes(content)


def _replaced(path: Path) -> None:
    """By a file that is not the one that was opened."""
    other = path.with_name("other")
    other.write_bytes(random.Random(3).randbytes(path.stat().st_size))
    other.replace(path)


def _cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def _emptied(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(0)


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


WAYS: dict[str, Callable[[Path], None]] = {
    "random bytes": _random,
    "some bytes": _some_bytes,
    "replaced": _replaced,
    "cut short": _cut,
    "emptied": _emptied,
    "deleted": Path.unlink,
    "a directory": _directory,
}


def of_another_schema(index: Path) -> None:
    meta = Directory(index, SERVICES).current() / "meta.json"
    said = json.loads(meta.read_text())
    said["schema"] = [field for field in said["schema"] if field["name"] != "fairness"]
    _write_as_a_commit(meta, said)


def with_segments_that_are_not_there(index: Path) -> None:
    meta = Directory(index, SERVICES).current() / "meta.json"
    said = json.loads(meta.read_text())
    said["segments"].append({**said["segments"][0], "segment_id": "00000000-0000-0000-0000-000000000000"})
    _write_as_a_commit(meta, said)


def _write_as_a_commit(meta: Path, said: dict) -> None:
    draft = meta.with_name("draft")
    draft.write_text(json.dumps(said))
    draft.replace(meta)


def emptied_directory(index: Path) -> None:
    for path in Directory(index, SERVICES).current().iterdir():
        path.unlink()


def vanished(index: Path) -> None:
    shutil.rmtree(index)


WHOLE: dict[str, Callable[[Path], None]] = {
    "of another schema": of_another_schema,
    "segments that are not there": with_segments_that_are_not_there,
    "an empty directory": emptied_directory,
    "no directory": vanished,
}


def cases(way: str) -> Iterator[tuple[str, Callable[[Path], object]]]:
    """What a way does to each kind of file, one after the other."""
    if way in WHOLE:
        yield way, WHOLE[way]
        return
    for kind in KINDS:
        yield f"{kind} {way}", lambda index, kind=kind: [WAYS[way](path) for path in files(index, kind)]
