"""Where a synthetic catalogue lives: a directory of its own, and a database in it or on a server of PostgreSQL.

What was done there is noted in it, so that a place that is kept is filled once.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

MARK = "bench.json"
SQLITE, POSTGRESQL = DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Place:
    """`server`: the address of PostgreSQL; empty on SQLite."""

    folder: Path
    server: str = ""

    @property
    def kind(self) -> str:
        return POSTGRESQL if self.server else SQLITE

    def open(self) -> None:
        if self._notes() and self._has_its_database():
            return
        self.remove()
        (self.folder / "assets").mkdir(parents=True)
        name = f"bench_{uuid4().hex[:12]}" if self.server else ""
        self._write({"database": name, "done": {}})
        if name:
            self._on_the_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def remove(self) -> None:
        name = self._notes().get("database")
        if name:
            self._on_the_server(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        shutil.rmtree(self.folder, ignore_errors=True)

    def done(self) -> dict[str, dict]:
        """Stage -> what came out of it."""
        return self._notes()["done"]

    def note(self, stage: str, outcome: dict) -> None:
        notes = self._notes()
        notes["done"][stage] = outcome
        self._write(notes)

    def environment(self) -> dict[str, str]:
        """The project's own database and index are out of reach of who has these settings."""
        address = f"sqlite:///{self.folder / 'bench.sqlite3'}"
        if self.server:
            address = urlsplit(self.server)._replace(path=f"/{self._notes()['database']}").geturl()
        return {
            "DJANGO_SETTINGS_MODULE": "store.settings.dev",
            "STORE_DATA_DIR": str(self.folder),
            "DATABASE_URL": address,
            "DEBUG": "false",
        }

    def _has_its_database(self) -> bool:
        name = self._notes()["database"]
        if not self.server:
            return True
        with psycopg.connect(self.server) as server:
            return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())

    def _on_the_server(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(statement)

    def _notes(self) -> dict:
        path = self.folder / MARK
        return json.loads(path.read_text()) if path.exists() else {}

    def _write(self, notes: dict) -> None:
        draft = self.folder / f"{MARK}.draft"
        draft.write_text(json.dumps(notes, indent=1))
        draft.replace(self.folder / MARK)
