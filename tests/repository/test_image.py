"""What the container's image holds, and what its server bounds."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
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


@pytest.mark.parametrize("path", ["manage.py", "store/urls.py", "requirements/base.txt", "store/content/texts/a.md"])
def test_what_the_store_runs_on_does(path):
    assert not left_out(path)


def test_the_server_bounds_what_it_reads_of_a_request():
    said = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    assert 4_000 < said["limit_request_line"] <= 8_190
    assert 0 < said["limit_request_fields"] <= 100
    assert 0 < said["limit_request_field_size"] <= 8_190


def _environment() -> dict[str, str]:
    """What the Dockerfile says with ENV."""
    said = re.search(r"^ENV (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    return dict(pair.split("=", 1) for pair in said[1].split())


def test_the_image_is_built_with_its_static_files_without_a_database_or_a_data_directory(tmp_path):
    """The line of the Dockerfile itself is run, where nothing of what a container is given exists."""
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", "").splitlines()
    [line] = [line.removeprefix("RUN ") for line in lines if line.startswith("RUN ") and "collectstatic" in line]
    given = _environment() | {"STORE_STATIC_DIR": str(tmp_path / "built"), "STORE_DATA_DIR": "/proc/nowhere"}
    given |= {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "TMPDIR": str(tmp_path)}
    given |= {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    subprocess.run(["sh", "-c", line], cwd=ROOT, env=given, check=True, timeout=300)
    assert (tmp_path / "built" / "assets" / "store" / "style.css").stat().st_size > 10_000
    hashed = json.loads((tmp_path / "built" / "static" / "staticfiles.json").read_text())["paths"]
    assert (tmp_path / "built" / "static" / hashed["store/style.css"]).is_file()


def test_a_container_prepares_the_database_and_builds_nothing_when_it_starts():
    said = (ROOT / "Dockerfile").read_text()
    [entry], [command] = (re.findall(rf"^{name} (\[.+\])$", said, re.MULTILINE) for name in ("ENTRYPOINT", "CMD"))
    assert "manage.py prepare && exec" in " ".join(json.loads(entry))
    assert json.loads(command)[0] == "gunicorn"
    assert not re.search("build_assets|collectstatic|migrate", entry + command)
    assert _environment()["STORE_STATIC_DIR"].startswith("/app/")


def test_the_services_of_the_composition_work_send_mail_and_know_their_proxy():
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert services["work"]["command"] == ["python", "manage.py", "work"]
    for name in ("store", "work"):
        settings = services[name]["environment"]
        assert settings["TRUSTED_PROXY_COUNT"] == 1
        assert "smtp://mail:1025" in settings["EMAIL_URL"]
        assert "service_healthy" in str(services[name]["depends_on"]["database"])
    assert services["mail"]["ports"] == ["127.0.0.1:8025:8025"]  # mails are for this machine only
    assert "command" not in services["store"]
