"""An editor looks after the sheets and their vocabulary in the admin."""

import pytest
from django.urls import reverse

from catalogue.services.models import Audience, Connection, LegalVehicle, ServicePage, Theme
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_menu_leads_to_the_catalogue(admin_client):
    page = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Catalogue" in page
    assert "Fiches de services" in page


def test_an_editor_finds_sheets_by_phase(admin_client):
    factories.make_service("Salle libre", phase="pilote")
    factories.make_service("Vieux guichet", phase="perennise")
    page = admin_client.get(reverse("sheets:index"), {"phase": "pilote"}).content.decode()
    assert "Salle libre" in page
    assert "Vieux guichet" not in page


@pytest.mark.parametrize(
    ("name", "model", "fields"),
    [
        ("theme", Theme, {"description": "Ce qui pousse"}),
        ("audience", Audience, {"group": "usager"}),
        ("legalvehicle", LegalVehicle, {"description": "À plusieurs"}),
        ("connection", Connection, {"url": "https://exemple.fr/"}),
    ],
)
def test_an_editor_adds_then_renames_a_word(admin_client, name, model, fields):
    word = {"name": "Jardins", "slug": "jardins", "order": 3, **fields}
    assert admin_client.post(reverse(f"{name}:add"), word).status_code == 302
    row = model.objects.get(slug="jardins")
    admin_client.post(reverse(f"{name}:edit", args=[row.pk]), {**word, "name": "Jardins et parcs"})
    row.refresh_from_db()
    assert row.name == "Jardins et parcs"
    assert "Jardins et parcs" in admin_client.get(reverse(f"{name}:index")).content.decode()


def test_the_form_of_a_sheet_opens(admin_client):
    sheet = factories.make_service("Salle libre", summary="Réserver une salle.")
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk]))
    assert page.status_code == 200
    assert "Le besoin d" in page.content.decode()


def test_what_the_form_of_a_sheet_lacks_is_said_of_its_field(catalogue):
    form = ServicePage.get_edit_handler().get_form_class()(
        {"title": "Salle libre", "need-action": "", "body-count": "0"}
    )
    assert form.errors["action"] == ["Champ requis."]
    assert 'name="action"' not in str(form["action"])
