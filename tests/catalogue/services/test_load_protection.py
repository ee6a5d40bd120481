"""What an editor changed in the admin outlives the next load of the files."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from catalogue.deployments.models import Deployment
from catalogue.services.models import ServicePage, Theme
from tests import factories
from tests.catalogue.services.loading import SMALLEST, load, refusal, write

pytestmark = pytest.mark.django_db
KEPT = "modifiée dans l'administration : laissée telle quelle"
THEMES = "themes: [{slug: nuit, name: La nuit}]\n"


@pytest.fixture
def sheet_file(tmp_path, catalogue):
    file = write(tmp_path, "salle.yml", SMALLEST)
    load(file)
    return file


def edit_in_the_admin(admin_client, **changes) -> None:
    """Open the form of the only sheet, change fields, press « Publier »."""
    address = reverse("wagtailadmin_pages:edit", args=[ServicePage.objects.get().pk])
    form = querydict_from_html(admin_client.get(address).content.decode(), form_id="page-edit-form")
    form.update({"body-count": "0", "incomplete_reason": "Un essai.", **changes, "action-publish": "1"})
    assert admin_client.post(address, form).status_code == 302


def test_a_sheet_edited_by_hand_is_left_alone(sheet_file, admin_client):
    edit_in_the_admin(admin_client, summary="Écrit par une éditrice.")
    write(sheet_file.parent, "salle.yml", SMALLEST.replace("Prêter", "Louer"))
    assert KEPT in load(sheet_file)
    assert ServicePage.objects.get().summary == "Écrit par une éditrice."


def test_unless_one_insists(sheet_file, admin_client):
    edit_in_the_admin(admin_client, summary="Écrit par une éditrice.")
    assert "mise à jour" in load(sheet_file, force=True)
    assert ServicePage.objects.get().summary == "Prêter nos salles aux associations"
    assert "inchangée" in load(sheet_file)


def test_a_sheet_taken_offline_stays_offline(sheet_file, admin_client):
    admin_client.post(reverse("wagtailadmin_pages:unpublish", args=[ServicePage.objects.get().pk]))
    write(sheet_file.parent, "salle.yml", SMALLEST.replace("Prêter", "Louer"))
    assert KEPT in load(sheet_file)
    assert not ServicePage.objects.get().live


def test_a_deleted_sheet_does_not_come_back(sheet_file, admin_client):
    admin_client.post(reverse("wagtailadmin_pages:delete", args=[ServicePage.objects.get().pk]))
    assert KEPT in load(sheet_file)
    assert KEPT in load(sheet_file, force=True)
    assert not ServicePage.objects.live().exists()


def test_a_theme_renamed_by_hand_keeps_its_name(tmp_path, catalogue, admin_client):
    file = write(tmp_path, "themes.yml", THEMES)
    load(file)
    theme = Theme.objects.get()
    admin_client.post(
        reverse("wagtailsnippets_services_theme:edit", args=[theme.pk]),
        {"name": "Nocturne", "slug": "nuit", "order": 1},
    )
    write(tmp_path, "themes.yml", THEMES.replace("La nuit", "Nuit et jour"))
    assert f"« Nuit et jour » {KEPT}" in load(file)
    assert Theme.objects.get().name == "Nocturne"


def test_a_theme_that_only_a_sheet_named_takes_what_the_vocabulary_says(tmp_path, catalogue):
    load(write(tmp_path, "salle.yml", SMALLEST + "themes: nuit\n"))
    load(write(tmp_path, "themes.yml", THEMES))
    assert Theme.objects.get().name == "La nuit"


@pytest.fixture
def isere(catalogue):
    return factories.make_organisation(
        "Isère", territory=factories.make_territory("Isère", kind="departement", code="38")
    )


DEPLOYED = SMALLEST + "deployments: [{organisation: departement-38, status: pilote, since: 2021-03-01}]\n"


def test_a_deployment_comes_with_its_sheet_and_leaves_with_its_line(tmp_path, isere):
    file = write(tmp_path, "salle.yml", DEPLOYED)
    load(file)
    deployment = Deployment.objects.get()
    assert (deployment.organisation, deployment.territory, deployment.status) == (isere, isere.territory, "pilote")
    write(tmp_path, "salle.yml", SMALLEST)
    load(file)
    assert not Deployment.objects.exists()


def test_a_deployment_brought_up_to_date_by_hand_is_left_alone(tmp_path, isere):
    file = write(tmp_path, "salle.yml", DEPLOYED)
    load(file)
    deployment = Deployment.objects.get()
    deployment.status = "en-production"
    deployment.save()
    write(tmp_path, "salle.yml", DEPLOYED.replace("2021-03-01", "2021-04-01"))
    assert f"déploiement d'Isère : {KEPT}" in load(file)
    write(tmp_path, "salle.yml", SMALLEST)
    load(file)
    assert Deployment.objects.get().status == "en-production"


def test_a_real_deployment_replaces_a_made_up_one(tmp_path, isere):
    load(write(tmp_path, "salle.yml", SMALLEST))
    factories.make_deployment(ServicePage.objects.get(), isere, status="interet", is_demo=True)
    load(write(tmp_path, "salle.yml", DEPLOYED))
    assert (Deployment.objects.get().status, Deployment.objects.get().is_demo) == ("pilote", False)


def test_a_deployment_that_ends_before_it_starts_is_refused(tmp_path, isere):
    file = write(tmp_path, "salle.yml", DEPLOYED.replace("2021-03-01", "2021-03-01, until: 2020-01-01"))
    assert "deployments.1 (ligne 6) : « until » précède « since »" in refusal(file, strict=True)
    assert not ServicePage.objects.exists()
