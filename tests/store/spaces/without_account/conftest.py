"""A village without an account, its namesake, and two services whose teams are written to."""

import pytest

from tests import factories


@pytest.fixture
def gard(db):
    return factories.make_territory("Gard", kind="departement", code="30", population=750_000)


@pytest.fixture
def village(gard):
    place = factories.make_territory("Saint-Dézéry", code="30240", inside=(gard,), population=800, postcodes="30190")
    return factories.make_organisation(territory=place)


@pytest.fixture
def service(db):
    return factories.make_service("RDV Service Public", slug="rdv", contact_email="equipe@rdv.example")


@pytest.fixture
def visio(db):
    return factories.make_service("Visio", slug="visio", contact_email="equipe@visio.example")


@pytest.fixture
def maintainer(service):
    return factories.make_person("Farida Leroy", maintains=(service,), email="farida@rdv.example")
