"""The drill: back up while people write, restore elsewhere, find the same pages."""

import json
import os
import re
import subprocess
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.db import connection

from tests import factories
from tests.search.faults.asking import wait_until
from tests.search.processes import Store

SHEETS, FILES = 8, 30
UNTOUCHED = range(2, SHEETS, 2)
"""Those that are published, but for the first: an editor withdraws and publishes it while the copy is made."""


@pytest.fixture
def store(transactional_db, tmp_path, settings) -> Store:
    factories.make_site()
    for number in range(SHEETS):
        factories.make_service(f"Service {number}", published=number % 2 == 0)
    here = tmp_path / "here"
    here.mkdir()
    made = Store(here)
    (here / "media" / "images").mkdir(parents=True)
    for number in range(FILES):
        (here / "media" / "images" / f"{number}.png").write_bytes(os.urandom(2_000))
    return made


@pytest.fixture
def elsewhere(tmp_path):
    """Another, empty Store: its directory, and its database."""
    data = tmp_path / "elsewhere"
    data.mkdir()
    if connection.vendor == "sqlite":
        yield Elsewhere(data, f"sqlite:///{data / 'store.sqlite3'}")
        return
    name = f"restored_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    settings = connection.settings_dict
    yield Elsewhere(data, "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**settings) + name)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Elsewhere(Store):
    def __init__(self, data: Path, database: str) -> None:
        self.data, self.database = data, database
        (data / "assets").mkdir()


def run(store: Store, *arguments: str) -> tuple[int, str]:
    process = store.start("manage.py", *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, _ = process.communicate(timeout=120)
    return process.returncode, said


def pages(store: Store) -> dict[str, str]:
    """What a visitor reads of each sheet."""
    with store.serving() as address:
        wait_until(lambda: _answers(address))
        return {path: fetch(address + path) for path in (f"/services/service-{n}/" for n in UNTOUCHED)}


def steady(read: dict[str, str]) -> dict[str, str]:
    """Without what is another at each visit."""
    return {path: re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html) for path, html in read.items()}


def _answers(address: str) -> bool:
    try:
        return bool(fetch(f"{address}/sante/"))
    except URLError:
        return False


def fetch(address: str) -> str:
    with urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def test_a_copy_made_while_people_write_opens_elsewhere_with_the_same_pages(store, elsewhere, tmp_path):
    copy = tmp_path / "copy"
    writing = store.editor("toggle", stdout=subprocess.PIPE)
    assert "started" in writing.stdout.readline()
    code, said = run(store, "backup", str(copy))
    writing.kill()
    writing.communicate(timeout=20)
    assert code == 0, said
    assert json.loads((copy / "manifest.json").read_text())["files"] == FILES
    code, said = run(elsewhere, "restore", str(copy))
    assert code == 0, said
    code, said = run(elsewhere, "check_index")
    assert code == 0, said
    for file in (store.data / "media").rglob("*.png"):
        assert (elsewhere.data / file.relative_to(store.data)).read_bytes() == file.read_bytes()
    assert steady(pages(elsewhere)) == steady(pages(store))


def test_a_copy_is_not_restored_over_what_exists_unless_one_says_so(store, tmp_path):
    assert run(store, "backup", str(tmp_path / "copy"))[0] == 0
    store.sql("UPDATE wagtailcore_page SET title = 'Changé' WHERE slug = 'service-2'")
    code, said = run(store, "restore", str(tmp_path / "copy"))
    assert code == 1
    assert "--replace" in said
    assert store.sql("SELECT title FROM wagtailcore_page WHERE slug = 'service-2'") == [("Changé",)]
    code, said = run(store, "restore", str(tmp_path / "copy"), "--replace")
    assert code == 0, said
    assert store.sql("SELECT title FROM wagtailcore_page WHERE slug = 'service-2'") == [("Service 2",)]


def test_a_copy_that_is_damaged_or_unfinished_changes_nothing(store, tmp_path):
    copy = tmp_path / "copy"
    assert run(store, "backup", str(copy))[0] == 0
    code, said = run(store, "backup", str(copy))
    assert (code, "n'est pas vide" in said) == (1, True)
    (dump,) = copy.glob("database.*")
    dump.write_bytes(dump.read_bytes()[:-100])
    code, said = run(store, "restore", str(copy), "--replace")
    assert (code, "abîmée" in said) == (1, True)
    (copy / "manifest.json").unlink()
    code, said = run(store, "restore", str(copy), "--replace")
    assert (code, "n'est pas une sauvegarde entière" in said) == (1, True)
    assert len(store.sql("SELECT 1 FROM wagtailcore_page WHERE slug LIKE 'service-%'")) == SHEETS
