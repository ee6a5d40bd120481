"""Accounts in production: what the environment must say, and what it cannot turn on."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

GIVEN = {
    "PATH": "/usr/bin:/bin",
    "DJANGO_SETTINGS_MODULE": "store.settings.production",
    "SECRET_KEY": "x7Kq2mZ9vB4nR8tY1wE6uI3oP5aS0dFgHjLzXcVbNmQwErTyUiOpAsDfGh",
    "ALLOWED_HOSTS": "store.example",
    "DEMO_ACCOUNTS": "true",
}
PROCONNECT = {
    "PROCONNECT_CLIENT_ID": "territoires-store",
    "PROCONNECT_CLIENT_SECRET": "secret",
    "PROCONNECT_ISSUER": "https://proconnect.example/api/v2",
}
SHOW = """
import json, django
django.setup()
from django.conf import settings
from store.accounts import proconnect
from store.headers import ADMIN_POLICY
public = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]
print(json.dumps([settings.DEMO_ACCOUNTS, proconnect.is_configured(), public, ADMIN_POLICY["form-action"],
                  settings.OIDC_OP_TOKEN_ENDPOINT]))
"""


def start(tmp_path, *arguments, **given):
    (tmp_path / "assets").mkdir(exist_ok=True)
    environment = {**GIVEN, "STORE_DATA_DIR": str(tmp_path), **given}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_proconnect_is_absent_by_default_and_demo_accounts_cannot_be_turned_on(tmp_path):
    demo, proconnect, public, admin, _ = json.loads(start(tmp_path, "-c", SHOW).stdout)
    assert (demo, proconnect) == (False, False)
    assert public == admin == ["'self'"]


def test_with_proconnect_forms_may_lead_there_and_nowhere_else(tmp_path):
    _, proconnect, public, admin, token = json.loads(start(tmp_path, "-c", SHOW, **PROCONNECT).stdout)
    assert proconnect
    assert public == admin == ["'self'", "https://proconnect.example"]
    assert token == "https://proconnect.example/api/v2/token"


def test_with_proconnect_the_deployment_check_is_clean(tmp_path):
    check = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PROCONNECT)
    assert check.returncode == 0, check.stderr


@pytest.mark.parametrize("missing", ["PROCONNECT_ISSUER", "PROCONNECT_CLIENT_SECRET"])
def test_proconnect_half_configured_stops_the_start(tmp_path, missing):
    check = start(tmp_path, "manage.py", "check", **{name: PROCONNECT[name] for name in PROCONNECT if name != missing})
    assert check.returncode != 0
    assert missing in check.stderr
