"""What was made for somebody is kept by nobody: no shared cache, no browser on a desk that several people use."""

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import PageViewRestriction

from tests import factories
from tests.policies.people import ROLES, make_sample
from tests.policies.visiting import rows

pytestmark = pytest.mark.django_db


def kept_by_nobody(response) -> bool:
    directives = {part.strip() for part in response.get("Cache-Control", "").split(",")}
    return {"private", "no-store"} <= directives and "public" not in directives


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_nothing_that_a_signed_in_person_is_shown_is_kept(role):
    sample = make_sample()
    client = Client(raise_request_exception=False)
    client.force_login(sample.people[role])
    paths = {path for key, path in rows(sample) if key[2] == "GET" and not key[0].startswith("admin/")}
    paths |= {"/admin/", "/n-existe-pas/", "/services/?q=cantine", "/territoires/departement-99999/"}
    kept = []
    for path in sorted(paths):
        if path.startswith(settings.MEDIA_URL):
            continue
        response = client.get(path)
        if not kept_by_nobody(response):
            kept.append(path)
        if path.startswith("/deconnexion"):
            client.force_login(sample.people[role])
    assert len(paths) > 40
    assert kept == []


@pytest.mark.parametrize("address", ["/", "/services/", "/services/?q=a", "/n-existe-pas/", "/plan-du-site/"])
def test_the_same_address_is_another_answer_with_another_cookie(client, catalogue, address):
    response = client.get(address)
    assert "Cookie" in response["Vary"]
    if response.cookies:
        assert kept_by_nobody(response)


def test_what_a_shared_password_opened_is_not_kept(client, catalogue):
    service = factories.make_service("Tchap")
    restriction = PageViewRestriction.objects.create(
        page=service, restriction_type=PageViewRestriction.PASSWORD, password="sésame"
    )
    asked = client.get(service.url)
    assert kept_by_nobody(asked)
    client.post(
        f"/_util/authenticate_with_password/{restriction.pk}/{service.pk}/",
        {"password": "sésame", "return_url": service.url},
    )
    opened = client.get(service.url)
    assert "Tchap" in opened.text
    for response in (opened, client.get(f"{service.url}collectivites/"), client.get(f"{service.url}actualites/")):
        assert kept_by_nobody(response)


@pytest.mark.parametrize("address", ["/api/v1/services/1/deployments", "/services/"])
def test_what_a_token_opens_or_does_not_is_not_kept(client, catalogue, address):
    assert kept_by_nobody(client.get(address, headers={"Authorization": "Bearer faux"}))


def test_a_page_that_everybody_reads_alike_may_be_kept_and_says_nothing_of_a_cookie(client, catalogue):
    """Nobody signed in, nothing in a session: what a proxy keeps is the same for all who have no cookie."""
    response = client.get("/plan-du-site/")
    assert not response.cookies
    assert "no-store" not in response.get("Cache-Control", "")
