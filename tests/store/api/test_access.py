"""Who may call the API, how often, and for which service."""

from datetime import timedelta

import pytest
from django.utils import timezone

from store.accounts.models import Maintenance
from store.api.models import Token
from tests import factories
from tests.limiting import at_most
from tests.store.api.conftest import BASE

pytestmark = pytest.mark.django_db


def test_a_call_without_a_token_in_service_is_told_how_to_show_one(client, service):
    for headers in (
        {},
        {"Authorization": "Bearer store_faux"},
        {"Authorization": "Basic x"},
        {"Authorization": "Bearer"},
    ):
        refused = client.get(BASE, headers=headers)
        assert refused.status_code == 401 and refused.headers["WWW-Authenticate"] == "Bearer"
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["title"] == "Jeton absent ou inconnu"


def test_a_signed_in_maintainer_still_needs_a_token(client, maintainer):
    client.force_login(maintainer)
    assert client.get(BASE).status_code == 401


def test_a_token_dies_with_the_role_of_who_made_it(program, maintainer):
    assert program.get(BASE).status_code == 200
    Maintenance.objects.all().delete()
    refused = program.get(BASE)
    assert refused.status_code == 403
    assert refused.json()["detail"] == "La personne qui a créé ce jeton ne tient plus ce service à jour."


def test_a_token_dies_with_the_account_of_who_made_it(program, maintainer):
    maintainer.is_active = False
    maintainer.save()
    assert program.get(BASE).status_code == 403


def test_a_token_opens_its_service_only_even_if_its_author_maintains_two(program, maintainer, other_service, town):
    Maintenance.objects.create(user=maintainer, service=other_service)
    factories.make_deployment(other_service, town)
    assert program.get(BASE).json()["total"] == 0
    body = {"statut": "pilote", "service": other_service.pk, "service_id": other_service.pk}
    program.put(f"{BASE}214202186/", body, content_type="application/json")
    assert [row.status for row in other_service.deployments.all()] == ["en-production"]


def test_too_many_calls_are_told_when_to_come_back(program, client, monkeypatch):
    at_most(monkeypatch, "api", 2)
    assert [program.get(BASE).status_code for _ in range(3)] == [200, 200, 429]
    later = program.get(BASE)
    assert 0 < int(later.headers["Retry-After"]) <= 3600
    assert later.json()["detail"].startswith("Réessayez dans ")


def test_a_second_left_is_said_as_one_second(program, monkeypatch, time_machine_at):
    at_most(monkeypatch, "api", 1)
    begun = timezone.now()
    time_machine_at(begun)
    program.get(BASE)
    wait = int(program.get(BASE).headers["Retry-After"])
    time_machine_at(begun + timedelta(seconds=wait - 1))
    assert program.get(BASE).json()["detail"].startswith("Réessayez dans 1 seconde, ou ")


def test_guessing_tokens_is_slowed_down(client, service, monkeypatch):
    at_most(monkeypatch, "api-unknown", 2)
    guess = {"Authorization": "Bearer store_devine"}
    assert [client.get(BASE, headers=guess).status_code for _ in range(3)] == [401, 401, 429]


def test_one_token_does_not_spend_the_calls_of_another(program, service, maintainer, client, monkeypatch):
    at_most(monkeypatch, "api", 1)
    _, other = Token.issue(service, maintainer, "Autre outil")
    program.get(BASE)
    assert program.get(BASE).status_code == 429
    assert client.get(BASE, headers={"Authorization": f"Bearer {other}"}).status_code == 200


def test_the_documentation_is_a_page_of_the_store_and_describes_each_operation(client, db):
    page = client.get("/api/v1/documentation/").content.decode()
    assert "PUT /api/v1/deploiements/{collectivite}/" in page and "422" in page
    assert "http://" not in page.split("<main")[1].split("</main")[0].replace("http://localhost:8000", "")
    schema = client.get("/api/v1/openapi.json").json()
    for operations in schema["paths"].values():
        for operation in operations.values():
            problems = {status: said["content"] for status, said in operation["responses"].items() if status >= "400"}
            assert {"401", "403", "422", "429"} <= set(problems)
            assert {name for content in problems.values() for name in content} == {"application/problem+json"}
