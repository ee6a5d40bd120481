"""An editor renames a word, or merges two: pages, drafts, addresses and search follow."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse

from catalogue.services.loading.words import term_named
from catalogue.services.models import LegalVehicle, ServicePage, Theme
from tests import factories
from tests.search.asking import found


@pytest.fixture
def store(transactional_db):
    """A site whose transactions really commit, with an index."""
    factories.make_site()
    call_command("rebuild_index", verbosity=0)


@pytest.fixture
def social(store):
    return factories.make_theme("Social")


@pytest.fixture
def solidarity(store):
    return factories.make_theme("Solidarité")


def address(term, view: str) -> str:
    return reverse(f"wagtailsnippets_services_{term._meta.model_name}:{view}", args=[term.pk])


def press_merge(client, term, into):
    return client.post(address(term, "merge"), {"into": into.pk})


def rename(client, theme, **words):
    said = {"name": theme.name, "slug": theme.slug, "description": "", "order": 100, **words}
    assert client.post(address(theme, "edit"), said).status_code == 302


def test_sheets_of_a_merged_theme_are_found_under_the_other(admin_client, client, social, solidarity):
    factories.make_service("Épicerie", themes=[social])
    factories.make_service("Entraide", themes=[social, solidarity])
    factories.make_service("Repas", themes=[solidarity])
    assert press_merge(admin_client, social, solidarity).status_code == 302
    assert not Theme.objects.filter(slug="social").exists()
    assert found(theme="solidarite") == {"Épicerie", "Entraide", "Repas"}
    assert [theme.name for theme in ServicePage.objects.get(title="Entraide").themes.all()] == ["Solidarité"]
    assert "Solidarité" in client.get("/services/epicerie/").text


def test_addresses_of_a_merged_theme_lead_to_the_other(admin_client, client, social, solidarity):
    factories.make_service("Épicerie", themes=[social])
    press_merge(admin_client, social, solidarity)
    response = client.get("/themes/social/?q=repas")
    assert (response.status_code, response["Location"]) == (301, "/themes/solidarite/?q=repas")
    assert found(theme="social") == {"Épicerie"}


def test_a_draft_keeps_its_theme_through_a_merge(admin_client, social, solidarity):
    page = factories.make_service("Épicerie")
    page.themes = [social]
    draft = page.save_revision()
    press_merge(admin_client, social, solidarity)
    draft.refresh_from_db()
    draft.publish()
    assert found(theme="solidarite") == {"Épicerie"}


def test_history_keeps_its_words_through_a_merge(admin_client, social, solidarity):
    page = factories.make_service("Épicerie", themes=[social, solidarity])
    before = page.latest_revision
    page.themes = []
    factories.publish(page)
    press_merge(admin_client, social, solidarity)
    before.refresh_from_db()
    assert [theme.name for theme in before.as_object().themes.all()] == ["Solidarité"]


def test_a_legal_vehicle_is_merged_as_well(admin_client, store):
    smo, syndicat = factories.make_vehicle("SMO"), factories.make_vehicle("Syndicat mixte ouvert")
    page = factories.make_service("Épicerie", vehicle=smo)
    press_merge(admin_client, smo, syndicat)
    page.refresh_from_db()
    assert page.vehicle == syndicat
    assert page.latest_revision.as_object().vehicle == syndicat
    assert LegalVehicle.objects.count() == 1


def test_a_renamed_theme_keeps_its_address(admin_client, client, social):
    factories.make_service("Épicerie", themes=[social])
    rename(admin_client, social, name="Action sociale")
    assert "Action sociale" in client.get("/themes/social/").text
    assert "Action sociale" in client.get("/services/epicerie/").text
    assert found(q="action sociale") == {"Épicerie"}


def test_a_theme_whose_address_changed_is_reached_by_all_its_former_ones(admin_client, client, social):
    factories.make_service("Épicerie", themes=[social])
    rename(admin_client, social, slug="action-sociale")
    rename(admin_client, social, slug="entraide")
    for former in ("social", "action-sociale"):
        assert client.get(f"/themes/{former}/")["Location"] == "/themes/entraide/"
        assert found(theme=former) == {"Épicerie"}
    assert "Épicerie" in client.get("/themes/entraide/").text


def test_an_address_that_is_taken_back_leads_nowhere_else(admin_client, client, social):
    rename(admin_client, social, slug="entraide")
    rename(admin_client, social, slug="social")
    assert client.get("/themes/social/").status_code == 200
    assert client.get("/themes/entraide/")["Location"] == "/themes/social/"


def test_a_new_theme_may_take_a_former_address(admin_client, client, social):
    rename(admin_client, social, slug="entraide")
    factories.make_theme("Réseaux", slug="social")
    assert "Réseaux" in client.get("/themes/social/").text
    assert client.get("/themes/inconnu/").status_code == 404


def test_a_file_that_names_a_merged_theme_finds_the_other(admin_client, social, solidarity):
    press_merge(admin_client, social, solidarity)
    assert term_named(Theme, "social") == solidarity
    assert Theme.objects.count() == 1


def test_a_theme_in_use_is_merged_and_not_deleted(admin_client, social):
    factories.make_service("Épicerie", themes=[social])
    response = admin_client.post(address(social, "delete"), follow=True)
    assert "choisissez le mot qui le remplace" in response.text
    bulk = reverse("wagtail_bulk_action", args=["services", "theme", "delete"])
    admin_client.post(f"{bulk}?id={social.pk}", {"next": "/admin/"})
    assert Theme.objects.filter(pk=social.pk).exists()


def test_a_theme_that_nobody_uses_may_be_deleted(admin_client, social):
    admin_client.post(address(social, "delete"))
    assert not Theme.objects.exists()


def test_a_merge_wants_a_word_to_keep(admin_client, social):
    for nonsense in ("", social.pk, 9_999):
        response = admin_client.post(address(social, "merge"), {"into": nonsense})
        assert response.context["form"].errors["into"]
    assert Theme.objects.filter(pk=social.pk).exists()


def test_nobody_merges_without_the_right_to_delete(client, social, solidarity):
    person = get_user_model().objects.create_user("claude", password="x")
    person.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "change_theme"]))
    client.force_login(person)
    assert press_merge(client, social, solidarity).status_code in (302, 403)
    assert Theme.objects.count() == 2


def test_the_form_and_the_list_lead_to_the_merge(admin_client, social):
    assert address(social, "merge") in admin_client.get(address(social, "edit")).text
    assert address(social, "merge") in admin_client.get(reverse("wagtailsnippets_services_theme:list")).text
    assert "utilisé nulle part" in admin_client.get(address(social, "merge")).text
