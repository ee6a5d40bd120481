"""What production installs is what the code imports or names in its settings, and all of it."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings

OURS = {"store", "search", "catalogue"}
RUN_BESIDE = {"gunicorn": "the server", "psycopg": "Django's driver for PostgreSQL", "django": "of everything"}
"""Imported by nothing of ours."""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    lines = (settings.BASE_DIR / "requirements" / "base.in").read_text().splitlines()
    named = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines)
    return {normal(found.group()) for found in named if found}


def sources() -> list[Path]:
    return [path for package in OURS for path in (settings.BASE_DIR / package).rglob("*.py")]


def imported() -> set[str]:
    """Top-level modules."""
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                found.add(node.module.partition(".")[0])
    return found - OURS - sys.stdlib_module_names


def test_what_is_imported_is_declared():
    of_module = packages_distributions()
    undeclared = {
        module for module in imported() if not {normal(name) for name in of_module.get(module, [])} & declared()
    }
    assert undeclared == set()


def test_what_is_declared_is_imported_or_named_in_the_settings():
    named = "\n".join(path.read_text() for path in (settings.BASE_DIR / "store" / "settings").glob("*.py"))
    modules = imported() | set(re.findall(r"[\"']([a-z_]+)[.\"']", named))
    used = {normal(name) for module in modules for name in packages_distributions().get(module, [])}
    assert declared() - used - set(RUN_BESIDE) == set()
