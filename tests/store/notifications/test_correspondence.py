"""The table of letters says what happens: no letter without a row, no row that nothing writes."""

import ast
import inspect
import re

import pytest
from django.conf import settings

from store.notifications.correspondence import CORRESPONDENCE
from tests.repository import tracked

NAMED = re.compile(r"notifications/(\w+)\.html")


def templates() -> set[str]:
    """Those that are letters: others are parts that letters include."""
    files = (settings.BASE_DIR / "templates" / "notifications").glob("*.html")
    return {file.stem for file in files if "{% extends" in file.read_text()}


def test_each_letter_has_a_row():
    assert {letter for row in CORRESPONDENCE for letter in row.letters} == templates()


def test_each_module_names_the_letters_of_its_rows_and_no_other():
    said: dict[object, set[str]] = {}
    for row in CORRESPONDENCE:
        said.setdefault(inspect.getmodule(row.writes), set()).update(row.letters)
    written = {module: set(NAMED.findall(inspect.getsource(module))) for module in said}
    assert written == said


@pytest.mark.parametrize("row", [row for row in CORRESPONDENCE if row.event], ids=lambda row: row.writes.__name__)
def test_each_event_reaches_what_writes(row):
    assert row.writes in row.event._live_receivers(sender=None)[0]


def test_nobody_else_in_the_store_writes_a_letter():
    """`store.mail.posting.OutboxBackend` writes what Django and Wagtail send by themselves."""
    writers = set()
    for path in tracked(".py"):
        name = path.relative_to(settings.BASE_DIR).as_posix()
        if not name.startswith(("store/", "search/", "catalogue/")) or name.startswith("store/mail/"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "store.mail.posting":
                writers |= {name for one in node.names if one.name in {"post", "post_all", "Letter"}}
    assert writers
    assert all(name.startswith("store/notifications/") for name in writers)
