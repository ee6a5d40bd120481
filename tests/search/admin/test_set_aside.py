"""Editors see the sheets that the search could not take, why, and have them tried again."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalogue.services.models import ServicePage
from search.indexing import outbox
from search.models import DirtyDocument
from store.accounts.rights import grant_rights
from tests import factories
from tests.search.admin.forms import text
from tests.search.asking import found
from tests.store.admin.people import administrator, editor, maintainer

PAGE = "/admin/fiches-mises-de-cote/"
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@pytest.fixture
def desk(transactional_db):
    factories.make_site()
    grant_rights()
    call_command("rebuild_index", verbosity=0)
    return desk_of(editor())


def desk_of(user) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def refused(name: str) -> ServicePage:
    """A sheet with a value that a script wrote past the forms, and that no engine takes."""
    page = factories.make_service(name)
    spoil(page)
    return page


def spoil(page: ServicePage) -> None:
    write(page, last_published_at=LONG_AGO)
    outbox.mark_dirty([page.pk])


def write(page: ServicePage, **values) -> None:
    """As a script does, without telling anybody."""
    ServicePage.objects.filter(pk=page.pk).update(**values)


def read(desk: Client) -> BeautifulSoup:
    response = desk.get(PAGE)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def rows(desk: Client) -> dict[str, list[str]]:
    """Name of the sheet -> the other cells of its row."""
    cells = [[text(cell) for cell in row.select("td")] for row in read(desk).select("tbody tr")]
    return {name: others for name, *others in cells}


def press(desk: Client, label: str) -> str:
    """Press the button so labelled, as a browser does; returns what the page then says above the list."""
    page = read(desk)
    button = next(one for one in page.select("button") if label in (one.get("aria-label"), text(one)))
    form = button.find_parent("form") or page.find("form", id=button["form"])
    token = {"csrfmiddlewaretoken": form.find("input", {"name": "csrfmiddlewaretoken"})["value"]}
    response = desk.post(button.get("formaction") or form["action"], token)
    assert response["Location"] == PAGE
    return text(read(desk).select_one(".messages"))


def test_when_nothing_is_set_aside_it_is_said(desk):
    factories.make_service("Tréteaux")
    assert "Aucune fiche n'est mise de côté" in text(read(desk))
    assert "Tout réessayer" not in text(read(desk))


def test_each_sheet_is_named_with_why_since_when_and_how_often_it_was_tried(desk):
    page = refused("Tréteaux")
    factories.make_service("Coulisses")
    (name, cells), *others = rows(desk).items()
    assert (name, others) == ("Tréteaux", [])
    assert cells[0] == "Moteur intégré"
    assert cells[1] == "Le moteur refuse la fiche telle qu'elle est."
    assert cells[2].startswith("Un nombre ou une date est hors limites : Expected U64")
    assert "instant" in cells[3] or "minute" in cells[3]
    assert cells[4] == "1"
    assert read(desk).select_one("tbody a")["href"] == f"/admin/pages/{page.pk}/edit/"


def test_a_sheet_that_was_mended_is_findable_as_soon_as_one_retries(desk):
    page = refused("Tréteaux")
    write(page, last_published_at=timezone.now(), action="Jouer dehors")
    assert found("dehors") == set()
    assert "« Tréteaux » : la recherche est à jour." in press(desk, "Réessayer : Tréteaux")
    assert rows(desk) == {}
    assert found("dehors") == {"Tréteaux"}


def test_a_sheet_that_still_cannot_be_taken_stays_there_and_its_tries_are_counted(desk):
    refused("Tréteaux")
    assert "« Tréteaux » : encore mise de côté" in press(desk, "Réessayer : Tréteaux")
    assert rows(desk)["Tréteaux"][4] == "2"


def test_after_five_tries_one_more_failure_is_enough(desk, time_machine_at):
    page = factories.make_service("Tréteaux")
    write(page, allowed_kinds=5)
    outbox.mark_dirty([page.pk])
    for minutes in range(1, 5):
        time_machine_at(timezone.now() + timedelta(minutes=minutes))
        call_command("sync_index", verbosity=0)
    desk = desk_of(editor("helene"))  # so much later, one signs in again
    assert rows(desk)["Tréteaux"][4] == "5"
    assert "encore mise de côté" in press(desk, "Réessayer : Tréteaux")
    assert rows(desk)["Tréteaux"][2].startswith("Une valeur n'est pas du genre attendu : TypeError")
    assert rows(desk)["Tréteaux"][4] == "6"


def test_all_are_tried_again_at_once_and_each_outcome_is_told(desk):
    mended = [refused(f"Service {number}") for number in range(2)]
    refused("Tréteaux")
    for page in mended:
        write(page, last_published_at=timezone.now())
    said = press(desk, "Tout réessayer")
    assert "2 fiches : la recherche est à jour." in said
    assert "1 fiche : encore mise de côté" in said
    assert list(rows(desk)) == ["Tréteaux"]


def test_while_no_index_answers_the_sheet_waits_and_that_is_said(desk, settings):
    page = refused("Tréteaux")
    write(page, last_published_at=timezone.now())
    (settings.SEARCH_INDEX_DIR / "current").unlink()
    assert "« Tréteaux » : nouvel essai dès que le moteur répond." in press(desk, "Réessayer : Tréteaux")
    assert rows(desk) == {}
    call_command("rebuild_index", verbosity=0)
    assert not DirtyDocument.objects.dirty().exists()


def test_what_somebody_else_settled_meanwhile_is_said_to_be_settled(desk):
    page = refused("Tréteaux")
    row = DirtyDocument.objects.get(document_id=page.pk)
    write(page, last_published_at=timezone.now())
    press(desk, "Tout réessayer")
    desk.handler.enforce_csrf_checks = False  # a page that was opened before still has its token
    desk.post(f"{PAGE}reessayer/{row.pk}/")
    assert "Il n'y a plus rien à réessayer" in text(read(desk).select_one(".messages"))


def test_a_deleted_sheet_that_the_engine_did_not_drop_is_named_by_its_number(desk):
    page = refused("Tréteaux")
    number = page.pk
    page.delete()
    DirtyDocument.objects.filter(document_id=number).update(indexed=0, due=None, cause="en-echec", error="500 oops")
    cells = rows(desk)[f"Fiche supprimée (n° {number})"]
    assert cells[2].startswith("Le moteur est tombé en panne")
    assert read(desk).select("tbody a") == []
    assert "la recherche est à jour" in press(desk, f"Réessayer : Fiche supprimée (n° {number})")


def test_documents_of_an_engine_that_is_no_longer_kept_are_nobodys_worry(desk):
    refused("Tréteaux")
    DirtyDocument.objects.update(engine="autre")
    assert rows(desk) == {}
    assert "mise de côté" not in desk.get("/admin/").text


def test_the_first_page_of_the_admin_counts_them_and_leads_there(desk):
    refused("Tréteaux")
    page = BeautifulSoup(desk.get("/admin/").content, "html.parser")
    duty = next(link for link in page.select(".editing-duties a") if "mise de côté" in text(link))
    assert (text(duty), duty["href"]) == ("1 fiche mise de côté par la recherche", PAGE)


def test_nothing_is_retried_by_a_link_nor_without_the_token_of_the_form(desk):
    page = refused("Tréteaux")
    write(page, last_published_at=timezone.now())
    for address in (f"{PAGE}reessayer/", f"{PAGE}reessayer/{DirtyDocument.objects.get(document_id=page.pk).pk}/"):
        assert desk.get(address).status_code == 405
        assert desk.post(address).status_code == 403
    assert list(rows(desk)) == ["Tréteaux"]


def test_administrators_may_and_maintainers_and_agents_may_not(desk):
    page = refused("Tréteaux")
    assert list(rows(desk_of(administrator()))) == ["Tréteaux"]
    for outsider in (maintainer(page), factories.make_person()):
        client = Client()
        client.force_login(outsider)
        assert client.get(PAGE).status_code != 200
        assert client.post(f"{PAGE}reessayer/").status_code in (302, 403)
    assert DirtyDocument.objects.get(document_id=page.pk).tries == 1
