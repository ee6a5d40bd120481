"""An odd value excuses Wagtail, never us: what our own code makes of it in the admin is a fault, and its record."""

import pytest

from tests import factories
from tests.store.admin.people import Desk, administrator, edit_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    factories.make_site()
    desk = Desk(administrator())
    desk.client.raise_request_exception = False
    return desk


@pytest.mark.parametrize("fault", ["says", "counts", "reads_a_day", "leads", "takes_for_granted"])
def test_our_code_that_fails_in_the_admin_is_a_fault_whatever_was_asked(desk, settings, fault):
    settings.ROOT_URLCONF = "tests.store.odd.faulty_urls"
    response = desk.client.get(f"/admin/{fault}/", {"q": "autre-chose"})
    assert response.status_code == 500


def test_a_row_that_our_code_looks_for_in_the_admin_is_not_there(desk, settings):
    settings.ROOT_URLCONF = "tests.store.odd.faulty_urls"
    assert desk.client.get("/admin/looks_for/", {"q": "autre-chose"}).status_code == 404


@pytest.mark.parametrize("written", ["", "x", "1", "[]", '{"blocks": 1, "entityMap": {}}'])
def test_a_rich_text_that_no_script_of_wagtail_writes_is_a_bad_request(desk, written):
    service = factories.make_service("Salle libre")
    before = service.latest_revision_id
    response = desk.client.post(edit_address(service), {**desk.form_data(service), "problem": written})
    assert response.status_code == 400
    service.refresh_from_db()
    assert service.latest_revision_id == before


@pytest.mark.parametrize(
    "asked",
    ["choose-page/?page_type=wagtailcore.page&target_pages[]=autre-chose", "images/chooser/chosen-multiple/?id=autre"],
)
def test_a_word_that_wagtail_reads_as_a_number_is_no_fault(desk, asked):
    assert desk.client.get(f"/admin/{asked}").status_code == 404
