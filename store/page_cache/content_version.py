"""The content version: a number that changes in the same transaction as any write a public page may show.

Writes are noticed as SQL statements, so bulk operations, `update()` and raw SQL count too. Only what bypasses Django
(psql) goes unnoticed.
"""

import re
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from catalogue.foundation.caching import content_is_written
from store.page_cache.models import ContentCounter

_TABLE = ContentCounter._meta.db_table
NEVER_PUBLIC = frozenset(
    (
        _TABLE,
        # Written by reading: sessions, statistics, rate limits.
        "django_session",
        "search_askedquestion",
        "services_allowance",
        # The worker's heartbeat and jobs, and mail.
        "search_workerseen",
        "work_job",
        "work_workerpresence",
        "mail_message",
        "notifications_waitingstep",
        # Who is told of what.
        "needs_follow",
        # Tokens and pending confirmations.
        "api_token",
        "spaces_confirmationlink",
        # What two collectivités say to each other.
        "spaces_feedbackmessage",
        "spaces_feedbackquestion",
        "spaces_pendingrequest",
        "spaces_sentbasket",
        # The admin: who is editing, logs, uploads in progress, its own search.
        "wagtailadmin_editingsession",
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_uploadedfile",
        "wagtailsearch_indexentry",
        "wagtailsearch_indexentry_fts",
    )
)
"""Tables that no public page reads. Every other table is assumed to be shown.

The search outbox is not listed: its rows change when the index has been written, and so do the pages that query it.
"""
_WRITTEN_TABLE = re.compile(
    r'\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+(?:ONLY\s+)?"?(\w+)',
    re.IGNORECASE,
)
_WRITES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)
_WRITES_NO_ROW = re.compile(
    r"[\s(]*(?:SELECT|VALUES|EXPLAIN|SHOW|SET|RESET|PRAGMA|BEGIN|START|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|LOCK|LISTEN"
    r"|UNLISTEN|NOTIFY|DECLARE|FETCH|MOVE|CLOSE|PREPARE|DEALLOCATE|DISCARD|CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|ANALYZE"
    r"|VACUUM|REINDEX|CLUSTER|CHECKPOINT|ATTACH|DETACH)\b",
    re.IGNORECASE,
)
_RAISE = "UPDATE {table} SET value = {greatest}(value + 1, %s) WHERE id = (SELECT id FROM {table} LIMIT 1{free})"
_RAISE_ON = {
    "sqlite": _RAISE.format(table=_TABLE, greatest="MAX", free=""),
    # Skip the rows that open transactions hold, so that no writer waits for another.
    "postgresql": _RAISE.format(table=_TABLE, greatest="GREATEST", free=" FOR UPDATE SKIP LOCKED"),
}
_migrated: set[str] = set()
"""Names of the databases known to have the table. The first migrations write before it exists."""


def content_version() -> int | None:
    """Read it before building a page, and cache the page under it. None when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT SUM(value) FROM {_TABLE}")  # noqa: S608  a constant
            return int(cursor.fetchone()[0] or 0)
    except Error:
        return None


def watch(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Receiver of `connection_created`, which is also sent on reconnection."""
    if _notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(_notice)


def may_change_pages(sql: str) -> bool:
    """Whether the statement writes something that a public page may show. When in doubt, it does."""
    if table := _WRITTEN_TABLE.match(sql):
        return table[1].lower() not in NEVER_PUBLIC
    if sql.lstrip()[:4].upper() == "WITH":
        return bool(_WRITES.search(sql))
    return not _WRITES_NO_ROW.match(sql)


def _notice(execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """An `execute_wrapper`. Outside a transaction, the write and the new version get one."""
    connection, cursor = context["connection"], context["cursor"]
    if isinstance(cursor.cursor, _FetchedRows):
        cursor.cursor = cursor.cursor.real
    if isinstance(sql, str) and sql.startswith("DROP TABLE"):  # a migration run backwards
        _migrated.clear()
    if sql is None or (isinstance(sql, str) and (sql.startswith("SELECT") or not may_change_pages(sql))):
        return execute(sql, params, many, context)
    if not _has_table(connection):
        return execute(sql, params, many, context)
    if connection.in_atomic_block:
        _raise_once(connection)
        return execute(sql, params, many, context)
    with transaction.atomic(using=connection.alias):
        _raise(connection)
        result = execute(sql, params, many, context)
        if connection.vendor == "sqlite" and cursor.description:
            cursor.cursor = _FetchedRows(cursor.cursor)
    return result


class _FetchedRows:
    """SQLite refuses to commit while rows of a RETURNING clause are unread: they are read at once, and served here."""

    def __init__(self, real: Any) -> None:
        self.real, self._rows = real, iter(real.fetchall())

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        return list(islice(self._rows, size))

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def _raise_once(connection: BaseDatabaseWrapper) -> None:
    """Once per transaction. The mark is an on-commit hook: Django drops those of a rolled back savepoint, as the
    database drops our update.
    """
    if not any(hook is _already_raised for _, hook, *_ in connection.run_on_commit):
        _raise(connection)
        connection.on_commit(_already_raised)


def _already_raised() -> None:
    """A mark: there is nothing to do on commit."""


def _raise(connection: BaseDatabaseWrapper) -> None:
    """To the current time, or by one. A database restored from a backup thus never reuses a version it had since."""
    content_is_written()
    microseconds = time.time_ns() // 1_000
    with connection.cursor() as cursor:
        cursor.execute(_RAISE_ON[connection.vendor], [microseconds])
        if not cursor.rowcount:
            cursor.execute(f"INSERT INTO {_TABLE} (value) VALUES (%s)", [microseconds])  # noqa: S608  a constant


def _has_table(connection: BaseDatabaseWrapper) -> bool:
    name = str(connection.settings_dict["NAME"])
    if name not in _migrated and _TABLE in connection.introspection.table_names():
        _migrated.add(name)
    return name in _migrated
