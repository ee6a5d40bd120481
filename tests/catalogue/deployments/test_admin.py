"""Deployments in the admin's list."""

from datetime import date

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/admin/deployments/deployment/"


def test_the_list_says_in_words_what_is_a_demonstration(admin_client):
    factories.make_deployment(factories.make_service(), is_demo=True)
    page = admin_client.get(LIST).content.decode()
    assert "icon-yes.svg" not in page
    assert "icon-no.svg" not in page
    assert '<td class="field-demonstration title">oui</td>' in page


def test_deployments_are_listed_by_the_year_they_began(admin_client):
    factories.make_deployment(factories.make_service("Salle libre"), since=date(2024, 5, 1))
    factories.make_deployment(factories.make_service("Vieux guichet"), since=date(2021, 5, 1))
    assert "Any date" not in admin_client.get(LIST).content.decode()
    page = admin_client.get(LIST, {"annee": "2024"}).content.decode()
    assert "Salle libre" in page
    assert "Vieux guichet" not in page
    assert admin_client.get(LIST, {"annee": "²0²4"}).status_code == 200
