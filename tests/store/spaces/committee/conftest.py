import pytest

from tests.catalogue.review.sitting import Table


@pytest.fixture
def table(site) -> Table:
    return Table()
