"""A maintainer opens the form of their own sheets, and nothing else of the admin."""

import pytest
from django.urls import reverse

from catalogue.services.models import ServicePage
from store.accounts.models import Maintenance
from tests import factories
from tests.store.admin.people import Desk, edit_address, editor, maintainer, person

pytestmark = pytest.mark.django_db

CANARY = "zibeline"


@pytest.fixture
def own(catalogue):
    return factories.make_service("Salle libre")


@pytest.fixture
def other(catalogue):
    """Somebody else's: public, with a draft that nobody but editors may read."""
    sheet = factories.make_service("Cantine")
    sheet.title = f"Cantine {CANARY}"
    sheet.save_revision()
    return sheet


@pytest.fixture
def hidden(catalogue):
    return factories.make_service(f"Projet {CANARY}", slug="projet", published=False)


@pytest.fixture
def desk(own):
    return Desk(maintainer(own))


def test_the_first_page_leads_to_ones_own_sheets(desk, own, other, hidden):
    page = desk.client.get(reverse("wagtailadmin_home")).text
    assert edit_address(own) in page
    assert edit_address(other) not in page
    assert CANARY not in page
    assert "À faire" not in page


def test_a_maintainer_opens_previews_verifies_and_compares_their_own_sheet(desk, own):
    desk.save(own, summary="Un essai.")
    versions = list(own.revisions.order_by("pk").values_list("pk", flat=True))
    for name, arguments in {
        "wagtailadmin_pages:edit": [own.pk],
        "wagtailadmin_pages:history": [own.pk],
        "wagtailadmin_pages:view_draft": [own.pk],
        "wagtailadmin_pages:revisions_compare": [own.pk, *versions],
        "verify-sheet": [own.pk],
    }.items():
        assert desk.client.get(reverse(name, args=arguments)).status_code == 200, name


@pytest.mark.parametrize(
    "name",
    [
        "edit",
        "history",
        "view_draft",
        "preview_on_edit",
        "workflow_history",
        "usage",
        "delete",
        "unpublish",
        "copy",
        "move",
    ],
)
def test_nothing_of_anothers_sheet_opens(desk, other, name):
    response = desk.client.get(reverse(f"wagtailadmin_pages:{name}", args=[other.pk]))
    assert response.status_code == 403
    assert CANARY not in response.text


def test_nothing_of_anothers_sheet_is_written(desk, own, other):
    data = desk.form_data(own)
    assert desk.client.post(edit_address(other), {**data, "summary": "Volé."}).status_code == 403
    assert desk.client.post(reverse("verify-sheet", args=[other.pk])).status_code == 403
    other.refresh_from_db()
    assert other.verified is None


def test_a_version_of_anothers_sheet_is_not_read_through_ones_own(desk, own, other):
    versions = [own.latest_revision_id, other.get_latest_revision().pk]
    response = desk.client.get(reverse("wagtailadmin_pages:revisions_compare", args=[own.pk, *versions]))
    assert CANARY not in response.text
    response = desk.client.get(reverse("wagtailadmin_pages:revisions_revert", args=[own.pk, versions[1]]))
    assert CANARY not in response.text


@pytest.mark.parametrize(
    "name",
    [
        "sheets:index",
        "broken-links",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:workflow",
        "wagtailimages:index",
        "wagtailusers_users:index",
        "questions:index",
        "fiches-mises-de-cote:index",
        "wagtailadmin_workflows:index",
    ],
)
def test_lists_reports_and_settings_stay_closed(desk, name):
    assert desk.client.get(reverse(name)).status_code == 403


def test_once_submitted_one_is_back_on_the_first_page(desk, own, catalogue):
    response = desk.submit(own, summary="Un essai.")
    assert desk.client.get(response["Location"])["Location"] == reverse("wagtailadmin_home")
    searched = desk.client.get(reverse("wagtailadmin_pages:search"), {"q": "cantine"})
    assert searched["Location"] == reverse("wagtailadmin_home")


def test_the_api_behind_the_admin_stays_closed(desk, hidden):
    response = desk.client.get("/admin/api/main/pages/")
    assert response.status_code == 403
    assert CANARY not in response.text


def test_a_bulk_action_stays_closed(desk, own, other):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert desk.client.post(f"{address}?id={own.pk}&id={other.pk}", {"next": "/admin/"}).status_code == 403


def test_a_chooser_names_public_pages_only(desk, catalogue, own, other, hidden):
    page = desk.client.get(reverse("wagtailadmin_choose_page_child", args=[catalogue.pk])).text
    assert "Cantine" in page
    assert CANARY not in page
    searched = desk.client.get(reverse("wagtailadmin_choose_page_search"), {"q": CANARY}).text
    assert CANARY not in searched.replace(f'value="{CANARY}"', "")


@pytest.mark.parametrize("kind", ["", "?page_type=services.servicepage", "?page_type=wagtailcore.page&multiple=1"])
def test_no_page_of_the_chooser_names_a_draft_of_somebody_else(desk, own, other, hidden, kind):
    parents = [*own.get_ancestors(), other, hidden]
    addresses = [reverse("wagtailadmin_choose_page_child", args=[page.pk]) for page in parents]
    for address in (reverse("wagtailadmin_choose_page"), *addresses):
        assert CANARY not in desk.client.get(address + kind).text, address
    for asked in ("cantine", "projet", "salle"):
        shown = desk.client.get(reverse("wagtailadmin_choose_page_search") + kind, {"q": asked}).text
        assert CANARY not in shown


def test_an_address_turned_into_a_link_does_not_name_its_draft(desk, site, own, other, hidden):
    for sheet in (other, hidden):
        for address in (f"/services/{sheet.slug}/", sheet.full_url, f"{sheet.full_url}?a=1"):
            sent = {"external-link-chooser-url": address, "external-link-chooser-link_text": "Voir"}
            answered = desk.client.post(reverse("wagtailadmin_choose_page_external_link"), sent)
            assert CANARY not in answered.text, address


def test_several_pages_chosen_at_once_are_not_read_back(desk, other, hidden):
    address = reverse("wagtailadmin_choose_page_chosen_multiple")
    for sheet in (other, hidden):
        assert CANARY not in desk.client.get(address, {"id": sheet.pk}).text


def test_the_right_ends_with_the_row(desk, own):
    Maintenance.objects.filter(user=desk.user).delete()
    response = desk.client.get(edit_address(own))
    assert response.status_code in (302, 403)
    assert not desk.user.groups.exists()


def test_who_maintains_nothing_and_edits_nothing_does_not_enter(own):
    desk = Desk(person("ines"))
    assert desk.client.get(edit_address(own)).status_code in (302, 403)


def test_an_editor_who_maintains_a_service_keeps_all_of_the_admin(own, other):
    user = editor("pascale")
    Maintenance.objects.create(user=user, service=own)
    desk = Desk(user)
    assert desk.client.get(edit_address(other)).status_code == 200
    assert desk.client.get(reverse("sheets:index")).status_code == 200


def test_a_sheet_that_never_was_public_is_shown_to_its_own_team(hidden):
    desk = Desk(maintainer(hidden))
    assert desk.client.get(edit_address(hidden)).status_code == 200
    assert ServicePage.objects.get(pk=hidden.pk).live is False
