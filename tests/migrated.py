"""A database that is migrated already, kept between runs: to run all migrations takes longer than most tests."""

import os
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files import locks
from django.db import connection, transaction

from catalogue.review.sealed_rows import SEALS

_KEPT_IN = settings.BASE_DIR / ".pytest_cache"


def _digest() -> str:
    """Of these migrations, of the words that they load and of these libraries."""
    made_of = [
        settings.BASE_DIR / "catalogue/review/sealed_rows.py",
        *settings.BASE_DIR.glob("requirements/*.txt"),
        *settings.BASE_DIR.glob("search/language/*.[tc][xs][tv]"),
    ]
    for package in ("catalogue", "search", "store"):
        made_of += (settings.BASE_DIR / package).glob("**/migrations/*.py")
    found = sha256()
    for path in sorted(made_of):
        found.update(str(path).encode() + path.read_bytes())
    return found.hexdigest()[:16]


class Migrated:
    """What a test database starts from and goes back to. Whoever finds none makes it; the other workers wait."""

    def __init__(self) -> None:
        _KEPT_IN.mkdir(exist_ok=True)
        self._lock = (_KEPT_IN / "migrating").open("w")
        locks.lock(self._lock, locks.LOCK_EX)
        self.name = f"migrated_{_digest()}"
        if self._exists():
            self._lock.close()
            self._start_from_it()

    def keep(self) -> None:
        """Keep the test database as migrations left it, unless it came from here."""
        if not self._lock.closed:
            self._write()
            self._lock.close()

    def start_from_here(self) -> None:
        """What is in the test database now is what every test finds."""
        raise NotImplementedError

    def restore(self) -> None:
        """Undo all that a test has committed, in a tenth of the time of a flush."""
        self._copy_back()
        ContentType.objects.clear_cache()

    def give_to(self, file: Path) -> None:
        """Spare another SQLite database its migrations; from PostgreSQL there is nothing to give."""

    def _exists(self) -> bool:
        raise NotImplementedError

    def _start_from_it(self) -> None:
        raise NotImplementedError

    def _write(self) -> None:
        raise NotImplementedError

    def _copy_back(self) -> None:
        raise NotImplementedError


class OnSqlite(Migrated):
    """A file."""

    @property
    def _file(self) -> Path:
        return _KEPT_IN / f"{self.name}.sqlite3"

    def _exists(self) -> bool:
        return self._file.exists()

    def _start_from_it(self) -> None:
        shutil.copy(self._file, connection.creation._get_test_db_name())

    def _write(self) -> None:
        for outdated in _KEPT_IN.glob("migrated[-_]*"):
            outdated.unlink(missing_ok=True)
        unfinished = self._file.with_suffix(f".{os.getpid()}")
        connection.ensure_connection()
        with closing(sqlite3.connect(unfinished)) as copy:
            connection.connection.backup(copy)
        unfinished.replace(self._file)

    def give_to(self, file: Path) -> None:
        shutil.copy(self._file, file)

    def start_from_here(self) -> None:
        connection.ensure_connection()
        with closing(sqlite3.connect(self._start)) as start:
            connection.connection.backup(start)

    @property
    def _start(self) -> Path:
        return settings.DATA_DIR / "start.sqlite3"

    def _copy_back(self) -> None:
        connection.ensure_connection()
        with closing(sqlite3.connect(self._start)) as start:
            start.backup(connection.connection)


class OnPostgresql(Migrated):
    """A database of the same server, named after the one that the tests are given."""

    def __init__(self) -> None:
        self._prefix = f"{connection.settings_dict['NAME']}_migrated_"
        self._rows: dict[str, bytes] = {}
        super().__init__()

    def start_from_here(self) -> None:
        for table in self._filled():
            with connection.cursor() as cursor, cursor.copy(f"COPY {_quoted(table)} TO STDOUT") as read:
                self._rows[table] = b"".join(read)

    @property
    def _template(self) -> str:
        return self._prefix + self.name.rpartition("_")[2]

    def _exists(self) -> bool:
        return self._template in self._kept()

    def _start_from_it(self) -> None:
        connection.settings_dict["TEST"]["TEMPLATE"] = self._template

    def _write(self) -> None:
        made = connection.settings_dict["NAME"]
        connection.close()
        with connection.creation._nodb_cursor() as cursor:
            for outdated in self._kept():
                cursor.execute(f"DROP DATABASE {_quoted(outdated)}")
            cursor.execute(f"CREATE DATABASE {_quoted(self._template)} TEMPLATE {_quoted(made)}")

    def _copy_back(self) -> None:
        """Rows only: to drop and copy a database waits for all that the server has to write."""
        with transaction.atomic(), connection.cursor() as cursor:
            filled = self._filled()
            if sealed := [_quoted(seal.table) for seal in SEALS if seal.table in filled]:
                cursor.execute(f"TRUNCATE {', '.join(sorted(set(sealed)))} CASCADE")
            for table in filled:
                cursor.execute(f"DELETE FROM {_quoted(table)}")
            for table, rows in self._rows.items():
                with cursor.copy(f"COPY {_quoted(table)} FROM STDIN") as written:
                    written.write(rows)

    def _kept(self) -> list[str]:
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self._prefix])
            return [name for (name,) in cursor.fetchall()]

    def _filled(self) -> list[str]:
        """The tables that hold something, asked at once."""
        tables = connection.introspection.table_names()
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {_quoted(name)})" for name in tables)
            )
            return [name for (name,) in cursor.fetchall()]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
