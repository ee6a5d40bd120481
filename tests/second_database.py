"""A plugin of the second pass, on the other database: what asks no database was seen on the first."""

import pytest

ASKS = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asking = [one for one in items if one.get_closest_marker("django_db") or ASKS & set(one.fixturenames)]
    config.hook.pytest_deselected(items=[one for one in items if one not in set(asking)])
    items[:] = asking
