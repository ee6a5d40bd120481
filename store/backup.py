"""Backups of the Store in a directory: the database and the media. Everything else is rebuilt from them.

DIRECTORY/
  manifest.json         written last: without it, the backup is incomplete
  database.sqlite3      or database.sql.gz, which pg_dump makes
  media/
"""

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

MANIFEST = "manifest.json"
_DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.sql.gz"}
_EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


class BackupError(Exception):
    """Its message says in French why nothing was done."""


@dataclass(frozen=True)
class Manifest:
    """`migrations`: those applied, as `app.name`. `files`: the number of media files."""

    made: str
    database: str
    digest: str
    migrations: list[str]
    files: int

    @classmethod
    def read(cls, directory: Path) -> "Manifest":
        try:
            return cls(**json.loads((directory / MANIFEST).read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise BackupError(
                f"{directory} n'est pas une sauvegarde entière : {MANIFEST} manque ou est illisible."
            ) from error


def back_up(directory: Path) -> Manifest:
    """Consistent while people work: the database at one moment, with every file it names then.

    Raises BackupError, and OSError if the directory cannot be written.
    """
    if directory.exists() and any(directory.iterdir()):
        raise BackupError(f"{directory} n'est pas vide : une sauvegarde n'en remplace pas une autre.")
    directory.mkdir(parents=True, exist_ok=True)
    media = directory / "media"
    # Once before the dump, for files deleted meanwhile; once after, for files added.
    _copy_files(Path(settings.MEDIA_ROOT), media)
    dump = directory / _DUMPS[connection.vendor]
    _dump_sqlite(dump) if connection.vendor == "sqlite" else _dump_postgresql(dump)
    _copy_files(Path(settings.MEDIA_ROOT), media)
    applied = sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations)
    files = sum(1 for _ in _files(media))
    manifest = Manifest(timezone.now().isoformat(), connection.vendor, _digest(dump), applied, files)
    (directory / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
    return manifest


def restore(directory: Path, replace: bool = False) -> Manifest:
    """Restore into the database and media folder of the settings, which must be empty unless `replace`.

    The whole database or nothing. The caller then migrates and rebuilds the index. Raises BackupError.
    """
    manifest = Manifest.read(directory)
    dump, media = directory / _DUMPS.get(manifest.database, ""), Path(settings.MEDIA_ROOT)
    if problem := _problem(manifest, dump, directory / "media"):
        raise BackupError(problem)
    if not replace and (connection.introspection.table_names() or any(_files(media))):
        raise BackupError("La base ou les fichiers ne sont pas vides. Pour les remplacer : --replace.")
    arriving = media.with_name(f"{media.name}.arriving")
    shutil.rmtree(arriving, ignore_errors=True)
    arriving.mkdir(parents=True)
    _copy_files(directory / "media", arriving)
    _restore_sqlite(dump) if connection.vendor == "sqlite" else _restore_postgresql(dump)
    shutil.rmtree(media, ignore_errors=True)
    arriving.rename(media)
    return manifest


def _problem(manifest: Manifest, dump: Path, media: Path) -> str:
    """Why this backup cannot be restored here; empty if it can."""
    if manifest.database != connection.vendor:
        return f"Cette sauvegarde vient de {manifest.database}, la base est {connection.vendor}."
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        return (
            f"Cette sauvegarde vient d'une version plus récente du Store, qui connaît {unknown[0]} : mettez-le à jour."
        )
    if not dump.is_file() or _digest(dump) != manifest.digest or sum(1 for _ in _files(media)) < manifest.files:
        return "Cette sauvegarde est abîmée : la base ou des fichiers ne sont plus ceux qui ont été copiés."
    return ""


def _dump_sqlite(dump: Path) -> None:
    connection.ensure_connection()
    with sqlite3.connect(dump) as copy:
        connection.connection.backup(copy)
    copy.close()


def _restore_sqlite(dump: Path) -> None:
    connection.ensure_connection()
    with sqlite3.connect(dump) as copy:
        copy.backup(connection.connection)
    copy.close()


def _dump_postgresql(dump: Path) -> None:
    _run("pg_dump", "--no-owner", "--no-privileges", "--compress=6", f"--file={dump}")


def _restore_postgresql(dump: Path) -> None:
    connection.close()
    with gzip.open(dump) as sql:
        _run(
            "psql",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--command={_EMPTY}",
            "--file=-",
            told=sql,
        )


def _run(program: str, *options: str, told: IO[bytes] | gzip.GzipFile | None = None) -> None:
    """Run a PostgreSQL client on the database of the settings. Raises BackupError with its error output."""
    (_, *arguments), environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, options)
    try:
        process = subprocess.Popen(  # noqa: S603  no user input
            [program, *arguments],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise BackupError(f"{program} est introuvable : installez les programmes clients de PostgreSQL.") from error
    with process:
        if told and process.stdin:
            with suppress(BrokenPipeError):  # it says why on its way out
                shutil.copyfileobj(told, process.stdin)
        said = process.communicate()[1].decode(errors="replace").strip()
    if process.returncode:
        raise BackupError(f"{program} : {said}")


def _files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file())


def _copy_files(source: Path, destination: Path) -> None:
    """Copy missing files; skip those deleted meanwhile."""
    for path in _files(source):
        copy = destination / path.relative_to(source)
        if copy.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        partial = copy.with_name(f"{copy.name}.partial")
        try:
            shutil.copy2(path, partial)
        except FileNotFoundError:
            continue
        partial.rename(copy)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
