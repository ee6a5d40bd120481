"""Processes that work on the Store of a test: in a data directory of their own, on its database or a copy of it."""

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from search.collections import SERVICES
from search.engines.embedded import EmbeddedEngine


class Store:
    """On SQLite, whose test database lives in this process, they work on a copy of it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.database = _address_of_the_test_database()
        in_this_process = "SEARCH_ENGINE" not in os.environ
        if in_this_process:  # where all is imported already
            with override_settings(SEARCH_ENGINE=EmbeddedEngine.name, SEARCH_INDEX_DIR=data / "index"):
                call_command("rebuild_index", verbosity=0)
        if connection.vendor == "sqlite":
            file = data / "store.sqlite3"
            self.database = f"sqlite:///{file}"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(file)])
        (data / "assets").mkdir()
        if not in_this_process:
            self.manage("rebuild_index", "--verbosity=0")

    def start(self, *arguments: str, **options) -> subprocess.Popen:
        settings = {"DJANGO_SETTINGS_MODULE": "store.settings.dev", "STORE_DATA_DIR": str(self.data)}
        environment = {**os.environ, **settings, "DATABASE_URL": self.database}
        return subprocess.Popen([sys.executable, *arguments], env=environment, text=True, **options)

    def editor(self, *what: str, **options) -> subprocess.Popen:
        """Somebody who edits: see tests/search/editors.py."""
        return self.start("-m", "tests.search.editors", *what, **options)

    def edit(self, *what: str) -> None:
        assert self.editor(*what).wait(120) == 0

    def manage(self, *arguments: str) -> None:
        assert self.start("manage.py", *arguments, stdout=subprocess.DEVNULL).wait(120) == 0

    def sql(self, statement: str) -> list[tuple]:
        """Said to the database that they work on."""
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.data / "store.sqlite3", timeout=20)) as opened, opened:
            return opened.execute(statement).fetchall()

    @contextmanager
    def serving(self, *options: str) -> Iterator[str]:
        """Its pages, at this address."""
        with closing(socket.create_server(("127.0.0.1", 0))) as asked:
            address = "127.0.0.1:{1}".format(*asked.getsockname())
        server = self.start("-m", "gunicorn", "store.wsgi", "--bind", address, "--log-level", "warning", *options)
        try:
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait(20)

    def indexed(self) -> set[int]:
        return set(EmbeddedEngine(self.data / "index", SERVICES).signatures())


def _address_of_the_test_database() -> str:
    settings = connection.settings_dict
    server = "{USER}:{PASSWORD}@{HOST}:{PORT}".format(**settings)
    return f"postgres://{server}/{settings['NAME']}"
