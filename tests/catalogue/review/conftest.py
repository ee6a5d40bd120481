import pytest

from tests.catalogue.review.sitting import Table


@pytest.fixture
def table(db) -> Table:
    return Table()
