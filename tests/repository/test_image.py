"""What the container's image holds, and what its server bounds."""

import re
import runpy

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR


def left_out(path: str) -> bool:
    """As Docker reads the patterns of .dockerignore: of a file, or of a directory above it."""
    parts = path.split("/")
    above = ["/".join(parts[: number + 1]) for number in range(len(parts))]
    for pattern in (ROOT / ".dockerignore").read_text().splitlines():
        if not pattern or pattern.startswith("#"):
            continue
        regex = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if any(re.fullmatch(regex, one) for one in above):
            return True
    return False


@pytest.mark.parametrize(
    "path",
    [
        *(".env", ".env.production", "production.env", "deploy/.env", "cle.pem", "deploy/tls.key", "sauvegarde.sql.gz"),
        *("store.sqlite3", "var/store.sqlite3-wal", "var/mail/1.log", "copie.dump", ".git/config", ".venv/bin/python"),
        *("tests/conftest.py", "docs/screenshots/a.png", "store/__pycache__/urls.pyc", "node_modules/a/b.js"),
    ],
)
def test_neither_secrets_nor_data_nor_tools_enter_the_image(path):
    assert left_out(path)


@pytest.mark.parametrize("path", ["manage.py", "store/urls.py", "requirements/base.txt", "store/pages/content/a.md"])
def test_what_the_store_runs_on_does(path):
    assert not left_out(path)


def test_the_server_bounds_what_it_reads_of_a_request():
    said = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert 4_000 < said["limit_request_line"] <= 8_190
    assert 0 < said["limit_request_fields"] <= 100
    assert 0 < said["limit_request_field_size"] <= 8_190
