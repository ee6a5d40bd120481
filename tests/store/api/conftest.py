"""A service, a token of its team, and a program that shows it."""

import pytest
from django.test import Client

from store.api.models import Token
from tests import factories

BASE = "/api/v1/deploiements/"


@pytest.fixture
def service(db):
    return factories.make_service("RDV Service Public", slug="rdv")


@pytest.fixture
def other_service(db):
    return factories.make_service("Tchap", slug="tchap")


@pytest.fixture
def maintainer(service):
    return factories.make_person("Éric Blanc", maintains=(service,))


@pytest.fixture
def secret(service, maintainer):
    return Token.issue(service, maintainer, "Outil")[1]


@pytest.fixture
def program(secret):
    """Sends JSON with the token, and nothing else: no cookie, no CSRF token."""
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def town(db):
    territory = factories.make_territory("Saint-Étienne", code="42218")
    return factories.make_organisation(territory=territory, siren="214202186")
