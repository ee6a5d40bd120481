"""ProConnect as the Store meets it: a provider in another process, and the settings of production pointing at it."""

import runpy
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client

EMPLOYEE = {"given_name": "Amélie", "usual_name": "Roux", "email": "amelie.roux@exemple.fr", "siret": "21420218400017"}


@dataclass(frozen=True)
class Provider:
    address: str

    def knows(self, sub: str, **claims) -> None:
        requests.put(f"{self.address}/users/{sub}", json={**EMPLOYEE, **claims}, timeout=5).raise_for_status()

    def lies(self, **faults) -> None:
        requests.put(f"{self.address}/faults", json=faults, timeout=5).raise_for_status()

    def identify(self, location: str, sub: str) -> str:
        """What the person does there; returns the path and query one comes back to."""
        answer = requests.post(location, data={"sub": sub}, allow_redirects=False, timeout=5)
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="session")
def provider_process() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.store.accounts.provider"]
    process = subprocess.Popen(
        command, cwd=django_settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait(timeout=5)


@pytest.fixture
def proconnect(provider_process, settings, monkeypatch) -> Provider:
    """The settings file itself makes the settings, from the environment that docs/operations.md describes."""
    monkeypatch.setenv("PROCONNECT_ISSUER", provider_process)
    monkeypatch.setenv("PROCONNECT_CLIENT_ID", "territoires-store")
    monkeypatch.setenv("PROCONNECT_CLIENT_SECRET", "secret")
    for name, value in runpy.run_path(str(settings.BASE_DIR / "store/settings/oidc.py")).items():
        if name.isupper():
            setattr(settings, name, value)
    settings.OIDC_RP_SCOPES += " profile"  # the provider knows no other scope for names
    settings.OIDC_VERIFY_KID = False  # its keys have no number
    provider = Provider(provider_process)
    provider.lies()
    return provider


def go(client: Client, following: str = "") -> str:
    """Press « S'identifier avec ProConnect »: the address one is sent to."""
    response = client.post("/connexion/proconnect/" + (f"?next={following}" if following else ""))
    assert response.status_code == 302
    return response.url


def sign_in(client: Client, provider: Provider, sub: str, following: str = "") -> HttpResponse:
    return client.get(provider.identify(go(client, following), sub))
