"""A collectivité, somebody of it signed in, another one, and a service whose team declares."""

from types import SimpleNamespace

import pytest

from catalogue.deployments.changing import Author, declare
from catalogue.deployments.models import Channel, Party
from tests import factories

TEAM = Author(Party.SERVICE, Channel.ESPACE)


@pytest.fixture
def places(db):
    """Saint-Étienne and Roanne are alike and of one département; Lyon is neither; Le Havre is alike, far away."""
    region = factories.make_territory("Auvergne-Rhône-Alpes", kind="region", code="84", population=8_000_000)
    loire = factories.make_territory("Loire", kind="departement", code="42", population=760_000, inside=(region,))
    rhone = factories.make_territory("Rhône", kind="departement", code="69", population=1_800_000, inside=(region,))
    size = {"population": 80_000}
    return SimpleNamespace(
        region=region,
        loire=loire,
        saint_etienne=factories.make_territory("Saint-Étienne", code="42218", inside=(loire,), **size),
        roanne=factories.make_territory("Roanne", code="42187", inside=(loire,), **size),
        lyon=factories.make_territory("Lyon", code="69123", inside=(rhone,), population=520_000),
        le_havre=factories.make_territory("Le Havre", code="76351", **size),
    )


@pytest.fixture
def town(places):
    return factories.make_organisation(territory=places.saint_etienne, public_email="mairie@saint-etienne.example")


@pytest.fixture
def neighbour(places):
    return factories.make_organisation(territory=places.roanne, public_email="mairie@roanne.example")


@pytest.fixture
def service(db):
    return factories.make_service("RDV Service Public", slug="rdv", contact_email="equipe@rdv.example")


@pytest.fixture
def visio(db):
    return factories.make_service("Visio", slug="visio", contact_email="equipe@visio.example")


@pytest.fixture
def agent(town):
    return factories.make_person(
        "Amélie Roux", organisation=town, mandate="agent", email="amelie@saint-etienne.example"
    )


@pytest.fixture
def stranger(neighbour):
    """Of another collectivité."""
    return factories.make_person("Rachid Benali", organisation=neighbour, email="rachid@roanne.example")


@pytest.fixture
def us(client, agent):
    """The browser of somebody of the town."""
    client.force_login(agent)
    return client


@pytest.fixture
def declared(service, town):
    """What the team of the service says of the town."""
    return declare(service, town, {"status": "pilote"}, TEAM)
