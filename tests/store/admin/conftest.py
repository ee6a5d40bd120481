"""A public sheet, and two editors."""

import pytest

from tests import factories
from tests.store.admin.people import PUBLIC, Desk, editor


@pytest.fixture
def sheet(catalogue):
    return factories.make_service("Salle libre", summary=PUBLIC)


@pytest.fixture
def author(sheet):
    return Desk(editor("gilles"))


@pytest.fixture
def reader(sheet):
    return Desk(editor("helene"))
