"""The town and the service of the spaces' own tests."""

from tests.store.spaces.collectivite.conftest import (
    agent,
    declared,
    neighbour,
    places,
    service,
    stranger,
    town,
    us,
    visio,
)

__all__ = ["agent", "declared", "neighbour", "places", "service", "stranger", "town", "us", "visio"]
