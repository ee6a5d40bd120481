"""The demonstration itself, as `make demo` makes it: once for a whole run, then given to each module of journeys."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files import locks
from django.db import connection
from playwright.sync_api import Page

from tests.migrated import Migrated

_DATABASE = "store.sqlite3"
_USED = re.compile(r"([\d\s]+?)\s*organisations? l'utilise")


def make_once(data: Path, migrated: Migrated) -> Path:
    """The data directory of a demonstration, on a migrated database; whoever comes second waits for the first."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("w") as held:
        locks.lock(held, locks.LOCK_EX)
        if not (data / "made").exists():
            (data / "assets").mkdir(exist_ok=True)
            migrated.give_to(data / _DATABASE)
            settings_of_the_demo = {"DJANGO_SETTINGS_MODULE": "store.settings.dev", "STORE_DATA_DIR": str(data)}
            environment = {**os.environ, **settings_of_the_demo, "DATABASE_URL": f"sqlite:///{data / _DATABASE}"}
            for name in ("SEARCH_ENGINE", "ELASTICSEARCH_URL"):
                environment.pop(name, None)
            subprocess.run([sys.executable, "manage.py", "prepare_demo"], env=environment, check=True)
            (data / "made").touch()
    return data


def take_over(data: Path) -> None:
    """The database, the index and the files of the tests become those of the demonstration."""
    connection.ensure_connection()
    with closing(sqlite3.connect(data / _DATABASE)) as made:
        made.backup(connection.connection)
    ContentType.objects.clear_cache()
    shutil.copytree(data / "index", settings.SEARCH_INDEX_DIR, dirs_exist_ok=True)
    shutil.copytree(data / "media", settings.MEDIA_ROOT, dirs_exist_ok=True)


def users_of(page: Page, address: str) -> int:
    """How many organisations a sheet says use the service."""
    page.goto(address)
    said = _USED.search(page.locator("#usage").inner_text())
    return int(re.sub(r"\s", "", said[1])) if said else 0
