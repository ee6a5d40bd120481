"""Who enters the maintainers' space, and which services they find there."""

from datetime import date

import pytest

from store.accounts.models import Maintenance
from tests import factories
from tests.store.spaces.maintainer.pages import OF_A_SERVICE, text_of

pytestmark = pytest.mark.django_db


def test_a_maintainer_finds_their_services_and_no_other(team, service, other_service):
    factories.make_deployment(service, status="en-production")
    factories.make_deployment(service, status="pilote", declared_by="organisation")
    shown = text_of(team.get("/mainteneur/"))
    assert "RDV Service Public" in shown and "Tchap" not in shown
    assert "2 organisations l'utilisent" in shown and "1 à confirmer" in shown


@pytest.mark.parametrize("path", OF_A_SERVICE)
def test_every_page_of_ones_service_opens(team, service, path):
    assert team.get(f"/mainteneur/rdv/{path}").status_code == 200


@pytest.mark.parametrize("path", OF_A_SERVICE)
def test_the_service_of_others_does_not_exist_there_published_or_not(team, other_service, path):
    factories.make_service("Brouillon", slug="brouillon", published=False)
    for slug in ("tchap", "brouillon", "inconnu"):
        assert team.get(f"/mainteneur/{slug}/{path}").status_code == 404
        assert team.post(f"/mainteneur/{slug}/{path}").status_code in (404, 405)


@pytest.mark.parametrize("path", ["", *(f"rdv/{path}" for path in OF_A_SERVICE)])
def test_visitors_sign_in_first_and_others_are_refused(client, service, path):
    assert client.get(f"/mainteneur/{path}").headers["Location"].startswith("/connexion/?next=/mainteneur/")
    client.force_login(factories.make_person(organisation=factories.make_organisation()))
    assert client.get(f"/mainteneur/{path}").status_code == 403


def test_a_role_taken_back_ends_at_the_next_request(team, service):
    assert team.get("/mainteneur/rdv/").status_code == 200
    Maintenance.objects.filter(service=service).delete()
    assert team.get("/mainteneur/rdv/").status_code == 403


def test_the_overview_says_what_waits_on_both_sides(team, service):
    factories.make_deployment(service, declared_by="organisation")
    factories.make_deployment(service, declared_by="service")
    factories.make_deployment(service, standing="contestee", contest_reason="Pas chez nous.", declared_by="service")
    page = team.get("/mainteneur/rdv/")
    assert [todo.label for todo in page.context["ours"]] == ["À confirmer par nous"]
    assert [todo.label for todo in page.context["theirs"]] == ["En attente de la collectivité", "Contestée"]
    for todo in (*page.context["ours"], *page.context["theirs"]):
        assert team.get(todo.url).context["grid"].total == todo.count == 1


def test_the_team_is_led_to_the_editor_of_its_sheet(team, service):
    assert f'href="/admin/pages/{service.pk}/edit/"' in team.get("/mainteneur/rdv/").content.decode()


def test_the_team_reads_what_its_sheet_does_not_say_yet(team, service):
    service.not_published, service.looked_for, service.support = ["hosting"], date(2026, 8, 20), "Par courriel"
    service.save_revision().publish()
    shown = text_of(team.get("/mainteneur/rdv/"))
    asked = shown.partition("Ce que votre fiche ne dit pas encore")[2]
    assert "lues le 20 août 2026" in asked
    assert "Hébergement" in asked and "Assistance" not in asked
