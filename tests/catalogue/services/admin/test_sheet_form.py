"""The form of a sheet: what it says of the sheet's state, and of what it lacks."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page

from catalogue.services.models import CataloguePage, ServicePage
from tests import factories
from tests.catalogue.services.complete_sheet import make_complete_sheet

pytestmark = pytest.mark.django_db
_OURS = {field.name for field in ServicePage._meta.get_fields()} - {field.name for field in Page._meta.get_fields()}


def form_of(client, page) -> str:
    return read(client, reverse("wagtailadmin_pages:edit", args=[page.pk]))


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def test_the_form_of_a_sheet_opens(admin_client):
    sheet = factories.make_service("Salle libre", summary="Réserver une salle.")
    assert "Le besoin d'abord" in form_of(admin_client, sheet)


def test_the_form_of_a_new_sheet_opens(admin_client, catalogue):
    address = reverse("wagtailadmin_pages:add", args=["services", "servicepage", catalogue.pk])
    assert "Complétude : 0 critère sur 21" in read(admin_client, address)


def test_what_the_form_of_a_sheet_lacks_is_said_of_its_field(catalogue):
    form = ServicePage.get_edit_handler().get_form_class()(
        {"title": "Salle libre", "need-action": "", "body-count": "0"}
    )
    assert form.errors["action"] == ["Champ requis."]
    assert 'name="action"' not in str(form["action"])


@pytest.mark.parametrize("address", ["jeanne.martin@exemple.fr", "adelaide.martin@exemple.fr", "j_martin@exemple.fr"])
def test_the_address_of_a_person_is_refused_and_the_editor_reads_what_to_give(catalogue, address):
    form = ServicePage.get_edit_handler().get_form_class()({"contact_email": address, "body-count": "0"})
    assert f"« {address} » semble être l'adresse d'une personne" in form.errors["contact_email"][0]
    assert "par exemple contact@…" in form.errors["contact_email"][0]


@pytest.mark.parametrize("address", ["contact.domifa@exemple.fr", "aides.simplifiees@exemple.fr", "mairie@exemple.fr"])
def test_the_address_of_a_team_is_taken(catalogue, address):
    form = ServicePage.get_edit_handler().get_form_class()({"contact_email": address, "body-count": "0"})
    assert "contact_email" not in form.errors


def test_an_editor_is_told_what_each_field_is_for(admin_client):
    text = form_of(admin_client, factories.make_service("Salle libre"))
    assert "Nom du service" in text
    assert "Arrêté : on ne peut plus le demander." in text
    form = ServicePage.get_edit_handler().get_form_class()()
    ours = [ServicePage._meta.get_field(name) for name in form.fields if name in _OURS]
    assert [field.name for field in ours if not field.help_text] == []


def test_an_editor_reads_what_is_missing_and_what_to_do(admin_client):
    text = form_of(admin_client, factories.make_service("Salle libre"))
    assert "Complétude : 1 critère sur 21" in text
    assert "Déjà renseigné : Le besoin en une phrase." in text
    assert "Réversibilité (onglet Gouvernance) : Expliquez comment on quitte le service" in text


def test_a_complete_sheet_says_so(admin_client, catalogue):
    assert "Tout est renseigné." in form_of(admin_client, make_complete_sheet())


def test_completeness_is_that_of_the_draft_in_the_form(admin_client):
    page = factories.make_service("Salle libre")
    page.reversibility = "<p>Export en CSV.</p>"
    page.save_revision()
    assert "Réversibilité (onglet" not in form_of(admin_client, page)


def test_a_sheet_can_be_copied(admin_client, catalogue):
    """The copy is another service: neither loaded from the same file, nor verified."""
    page = make_complete_sheet(external_id="agenda")
    copied = {
        "new_title": "Agenda bis",
        "new_slug": "agenda-bis",
        "new_parent_page": CataloguePage.objects.get().pk,
        "copy_subpages": "",
        "publish_copies": "",
    }
    assert admin_client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copied).status_code == 302
    copy = ServicePage.objects.get(slug="agenda-bis")
    assert (copy.external_id, copy.verified, copy.action) == (None, None, page.action)
