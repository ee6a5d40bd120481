"""The admin as people of collectivités meet it."""

import pytest

pytestmark = pytest.mark.django_db


def test_signing_in_is_asked_in_french(client):
    page = client.get("/admin/login/").content.decode()
    assert "Mot de passe" in page
    assert "Password" not in page
