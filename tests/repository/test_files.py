"""What must never be committed, and what the shipped files must hold."""

import re
import subprocess
import sys

from tests.repository import ROOT, tracked

ENDINGS = ".py .md .txt .in .toml .yml .yaml .html .js .css .sh .json Makefile run"
TEXT = tuple(ENDINGS.split())
# Spelled in pieces, since this file is checked as well.
REGISTRIES = [
    "pypi" + ".org",
    "registry.npm" + "js",
    "files.python" + "hosted",
    "repo1." + "maven",
    "deb.debian" + ".org",
]
MACHINE_PATHS = ["/opt/" + "wheels", "/tmp/" + "w/", "/work/" + "main", "/work/" + "shared", "/ro" + "ot/"]


def test_no_registry_address_and_no_path_of_a_machine_is_committed():
    forbidden = re.compile("|".join(map(re.escape, REGISTRIES + MACHINE_PATHS)))
    guilty = [p.relative_to(ROOT).as_posix() for p in tracked(*TEXT) if forbidden.search(p.read_text(errors="replace"))]
    assert guilty == []


def test_requirements_are_pinned_and_say_nothing_of_where_they_come_from():
    for name in ("base.txt", "dev.txt"):
        lines = [line for line in (ROOT / "requirements" / name).read_text().splitlines() if line.strip()]
        assert [line for line in lines if not line.lstrip().startswith("#") and "==" not in line] == []


def test_the_deployment_check_is_clean_with_production_settings(tmp_path):
    (tmp_path / "assets").mkdir()
    environment = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "store.settings.production",
        "SECRET_KEY": "x7Kq2mZ9vB4nR8tY1wE6uI3oP5aS0dFgHjLzXcVbNmQwErTyUiOpAsDfGh",
        "ALLOWED_HOSTS": "store.example",
        "STORE_DATA_DIR": str(tmp_path),
    }
    check = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stderr
