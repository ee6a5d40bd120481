"""A service, a person of its team signed in, and a service of others."""

import pytest

from tests import factories


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
def team(client, maintainer):
    """The browser of somebody of the team."""
    client.force_login(maintainer)
    return client


@pytest.fixture
def town(db):
    return factories.make_organisation(territory=factories.make_territory("Saint-Étienne", code="42218"))
