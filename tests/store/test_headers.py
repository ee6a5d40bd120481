"""Headers that every answer carries."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/services/", "/n-existe-pas/"])
def test_public_pages_allow_nothing_but_the_site_itself(client, catalogue, address):
    response = client.get(address)
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_the_admin_has_its_own_policy_but_not_the_page_where_one_signs_in(client, admin_client, catalogue):
    assert "'unsafe-inline'" in admin_client.get("/admin/")["Content-Security-Policy"]
    assert "unsafe" not in client.get("/connexion/")["Content-Security-Policy"]


def test_no_other_site_may_frame_a_page(client, catalogue):
    service = factories.make_service("Tchap")
    assert client.get(service.url)["X-Frame-Options"] == "DENY"
