"""What a measure costs and where it was taken: memory, disk, machine."""

import os
import platform
import re
import sqlite3
from importlib.metadata import version
from pathlib import Path
from threading import Event, Thread
from typing import Self

from django.conf import settings
from django.db import connection

from search.collections import SERVICES
from search.engines.directory import Directory

_PAUSE = 0.2


def machine() -> dict:
    """`load`: how many processes were at work when the measure began; 0 on a quiet machine."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _first(r"model name\s*: (.+)", Path("/proc/cpuinfo")),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "tantivy": version("tantivy"),
        "wagtail": version("wagtail"),
    }


def database() -> dict:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database()), current_setting('server_version')")
            size, server = cursor.fetchone()
            return {"bytes": size, "version": server.split()[0]}
    return {
        "bytes": _size(Path(connection.settings_dict["NAME"]).parent, "*.sqlite3*"),
        "version": sqlite3.sqlite_version,
    }


def memory() -> dict:
    """Of this process, in bytes: its own, and the files (of the index) that it reads through memory."""
    return memory_of("self")


def memory_of(process: int | str) -> dict[str, int]:
    status = Path(f"/proc/{process}/status")
    return {"own": _status(status, "RssAnon"), "files": _status(status, "RssFile")}


class Peak:
    """The most memory of its own that this process holds meanwhile, looked at often: files read through it apart."""

    def __enter__(self) -> Self:
        self.bytes = 0
        self._over = Event()
        self._looking = Thread(target=self._look, daemon=True)
        self._looking.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._looking.join()

    def _look(self) -> None:
        while not self._over.wait(_PAUSE):
            self.bytes = max(self.bytes, memory()["own"])


def resident(process: Path) -> int:
    """Of another process: all that it holds, by its file of /proc; 0 when it is on another machine."""
    return _status(process, "VmRSS")


def index_on_disk() -> int:
    return _size(Directory(Path(settings.SEARCH_INDEX_DIR), SERVICES).current(), "*")


def _status(process: Path, name: str) -> int:
    return int(_first(rf"{name}:\s+(\d+) kB", process) or 0) * 1_024


def _first(pattern: str, path: Path) -> str:
    found = re.search(pattern, path.read_text()) if path.exists() else None
    return found.group(1).strip() if found else ""


def _size(folder: Path, names: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(names) if path.is_file())
