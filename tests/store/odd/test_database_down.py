"""While the database does not answer, people and programs are told so, and when to come back."""

import pytest
from django.db import connection
from django.test import Client

from tests import factories
from tests.store.api.conftest import BASE


@pytest.fixture
def visitors(transactional_db):
    factories.make_site()
    signed_in = Client(raise_request_exception=False)
    signed_in.force_login(factories.make_person())
    return {"visitor": Client(raise_request_exception=False), "signed in": signed_in}


@pytest.fixture
def no_database(visitors):
    """The settings lead where there is no server, or no file."""
    connection.close()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"NAME": "/nowhere/store", "HOST": "127.0.0.1", "PORT": "1"}.items():
            patch.setitem(connection.settings_dict, name, value)
        yield
    connection.close()


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("who", ["visitor", "signed in"])
@pytest.mark.parametrize("path", ["/", "/plan-du-site/", "/themes/x/", "/n-existe-pas/"])
def test_a_page_says_that_the_site_is_unavailable_and_when_to_come_back(visitors, who, path):
    _is_unavailable(visitors[who].get(path))


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("path", ["/mon-espace/", "/admin/"])
def test_so_does_a_page_of_who_has_signed_in(visitors, path):
    _is_unavailable(visitors["signed in"].get(path))


def _is_unavailable(response) -> None:
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "no-store" in response.headers["Cache-Control"]
    assert "momentanément indisponible" in response.text
    assert "fr-btn" in response.text


@pytest.mark.usefixtures("no_database")
def test_a_form_that_was_sent_is_told_to_be_checked(visitors):
    response = visitors["signed in"].post("/mon-compte/", {"name": "x"})
    assert response.status_code == 503
    assert "vérifiez" in response.text


@pytest.mark.usefixtures("no_database")
def test_a_program_is_told_in_json(visitors):
    response = visitors["visitor"].get(BASE, headers={"authorization": "Bearer store_x"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert response.json()["status"] == 503


@pytest.mark.django_db
def test_a_table_that_is_missing_is_a_fault_of_ours_not_a_database_that_is_away():
    factories.make_site()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE services_theme RENAME TO services_lost")
    assert Client(raise_request_exception=False).get("/plan-du-site/").status_code == 500
