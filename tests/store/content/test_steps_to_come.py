"""The home page announces no step of the programme as a page of the Store before it is one."""

import pytest

from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db


def test_the_steps_of_the_programme_are_not_announced_as_pages_of_the_store(client, catalogue):
    told = text_of(client.get("/"))
    assert "Ces étapes ne se passent pas encore dans le Store" in told
