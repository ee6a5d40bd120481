"""Browsers that press a button at the same moment: processes of their own, on the database of the test."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.db import connection


class Rush:
    """On SQLite, whose test database lives in this process, they work on a copy of it."""

    def __init__(self, data: Path) -> None:
        (data / "assets").mkdir()
        self.data = data
        self.file = data / "store.sqlite3" if connection.vendor == "sqlite" else None
        if self.file:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(self.file)])
        self.environment = {
            **os.environ,
            "DEBUG": "false",
            "DJANGO_SETTINGS_MODULE": "store.settings.dev",
            "STORE_DATA_DIR": str(data),
            "DATABASE_URL": f"sqlite:///{self.file}" if self.file else _address_of_the_test_database(),
        }

    def press(self, *orders: str) -> list[str]:
        """Each order (see `pressing`) by a process, all at once; what each was answered, sorted."""
        processes = [self._start(order) for order in orders]
        for process in processes:
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        return sorted(process.communicate(timeout=120)[0].strip() for process in processes)

    def count(self, sql: str) -> int:
        if self.file:
            with sqlite3.connect(self.file) as copy:
                return copy.execute(sql).fetchone()[0]
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]

    def _start(self, order: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "tests.store.spaces.collectivite.pressing", *order.split()]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        return subprocess.Popen(command, env=self.environment, text=True, **pipes)


def _address_of_the_test_database() -> str:
    settings = connection.settings_dict
    server = "{USER}:{PASSWORD}@{HOST}:{PORT}".format(**settings)
    return f"postgres://{server}/{settings['NAME']}"
