"""A town, two people of it, a consultation that collects needs, and an editor."""

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def town(db):
    loire = factories.make_territory("Loire", kind="departement", code="42", population=760_000)
    return factories.make_organisation(
        territory=factories.make_territory("Saint-Étienne", code="42218", population=173_000, inside=(loire,))
    )


@pytest.fixture
def agent(town):
    return factories.make_person(
        "Amélie Roux", organisation=town, mandate="agent", email="amelie@saint-etienne.example"
    )


@pytest.fixture
def us(agent):
    return signed_in(agent)


@pytest.fixture
def colleague(town):
    return signed_in(factories.make_person("Léa Blanc", organisation=town, email="lea@saint-etienne.example"))


@pytest.fixture
def stranger(db):
    territory = factories.make_territory("Roanne", code="42187")
    return signed_in(
        factories.make_person("Rachid Benali", organisation=factories.make_organisation(territory=territory))
    )


@pytest.fixture
def editor(site):
    return signed_in(factories.make_person("Édith Mas", groups=("Éditeurs",), email="edith@anct.example"))


@pytest.fixture
def consultation(db):
    factories.make_theme("Voirie")
    return factories.make_consultation("Consultation 2026", phases=("recueil",))


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client
