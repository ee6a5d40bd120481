"""A small country, two services, and who uses them."""

from types import SimpleNamespace

import pytest

from tests import factories


@pytest.fixture
def country(catalogue):
    """Two régions; in the first, two départements, an intercommunalité across them, and communes of one size."""
    region = factories.make_territory("Auvergne-Rhône-Alpes", kind="region", code="84", population=8_000_000)
    bretagne = factories.make_territory("Bretagne", kind="region", code="53", population=3_000_000)
    isere = factories.make_territory("Isère", kind="departement", code="38", population=1_300_000, inside=(region,))
    drome = factories.make_territory("Drôme", kind="departement", code="26", population=500_000, inside=(region,))
    finistere = factories.make_territory(
        "Finistère", kind="departement", code="29", population=900_000, inside=(bretagne,)
    )
    epci = factories.make_territory("CC du Royans", kind="epci", code="200000001", population=20_000)
    for departement in (isere, drome):
        epci.outer_links.create(container=departement, member=epci, partial=True)
    epci.outer_links.create(container=region, member=epci)
    village = factories.make_territory("Beauvoir", code="38036", population=5_000, inside=(epci, isere))
    neighbour = factories.make_territory("Izeron", code="38194", population=5_500, inside=(epci, isere))
    cousin = factories.make_territory("Saint-Jean", code="26307", population=6_000, inside=(epci, drome))
    stranger = factories.make_territory("Crozon", code="29042", population=7_000, inside=(finistere,))
    big = factories.make_territory("Grenoble", code="38185", population=156_000, inside=(isere,))
    named = locals() | {}
    del named["catalogue"]
    return SimpleNamespace(**named)


@pytest.fixture
def use():
    """`use(service, territory, status)`: the territory's collectivité declares it."""

    def declare(service, user, status="en-production", **fields):
        organisation = user.organisations.first() or factories.make_organisation(territory=user)
        return factories.make_deployment(service, organisation, status=status, **fields)

    return declare


@pytest.fixture
def service(country):
    """And five organisations that may use it, known by their SIREN."""
    for number, territory in enumerate(
        (country.village, country.neighbour, country.cousin, country.isere, country.big)
    ):
        factories.make_organisation(territory=territory, siren=f"21380000{number}")
    return factories.make_service("Agenda")
