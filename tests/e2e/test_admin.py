"""An editor looks after a sheet in Wagtail's admin, in a real browser."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from playwright.sync_api import Page, Route, expect

from catalogue.services.models import CataloguePage, ServicePage
from tests import factories
from tests.catalogue.services.complete_sheet import make_image

PASSWORD = "une longue phrase secrète"
# Wagtail compares with what the form holds two seconds after it opens; from then on the attribute is there.
WATCHED = 'form[data-w-unsaved-has-edits-value="false"]'


@pytest.fixture(scope="module")
def sheet(store_server, migrated, django_db_blocker):
    with django_db_blocker.unblock():
        with transaction.atomic():
            get_user_model().objects.create_superuser("editrice", "editrice@exemple.fr", PASSWORD)
            factories.make_theme("Solidarité")
            factories.make_theme("Éducation")
            page = factories.make_service("Salle libre", action="Prêter nos salles")
        yield page
        migrated.restore()


@pytest.fixture
def form(store_server, sheet, page: Page) -> Page:
    """The form of the sheet, opened by somebody who has just signed in."""
    page.goto(f"{store_server.url}/connexion/?next=/admin/pages/{sheet.pk}/edit/")
    page.get_by_label("Nom d’utilisateur").fill("editrice")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter avec ce mot de passe").click()
    expect(page.get_by_label("Ce que la collectivité peut faire")).to_have_value("Prêter nos salles")
    expect(page.locator(WATCHED)).to_be_attached()
    return page


def publish(form: Page) -> None:
    form.locator("footer").get_by_role("button", name="Plus d'actions").click()
    form.locator("footer").get_by_role("button", name="Publier").click()


def test_a_draft_saves_itself_then_is_published_read_and_found(store_server, sheet, form: Page):
    refused = []
    form.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    with form.expect_response(re.compile(r"/edit/")) as saved:
        form.get_by_label("Résumé").fill("Réserver un gymnase en deux clics.")
    assert saved.value.url.endswith(f"/admin/pages/{sheet.pk}/edit/")
    assert saved.value.json()["success"]
    expect(form.get_by_text("Enregistré", exact=True)).to_be_visible()
    assert "gymnase" in ServicePage.objects.get(pk=sheet.pk).get_latest_revision_as_object().summary

    publish(form)
    expect(form.get_by_role("link", name="Visualiser la version publiée")).to_be_visible()
    form.goto(f"{store_server.url}/services/{sheet.slug}/")
    expect(form.get_by_text("Réserver un gymnase en deux clics.")).to_be_visible()
    form.goto(f"{store_server.url}/services/?q=gymnase")
    expect(form.get_by_role("link", name="Prêter nos salles")).to_be_visible()
    assert refused == []


def test_a_button_pressed_while_a_new_sheet_saves_itself_waits_for_it(store_server, form: Page):
    """Else the sheet is there already when the button creates it: refused, and a draft too many is left behind."""
    saved = []

    def answer_later(route: Route) -> None:
        if saved or "json" not in route.request.headers["accept"]:
            route.continue_()
        else:
            saved.append((route, route.fetch()))

    form.goto(f"{store_server.url}/admin/pages/add/services/servicepage/{CataloguePage.objects.get().pk}/")
    expect(form.locator(WATCHED)).to_be_attached()
    form.route("**/admin/pages/add/**", answer_later)
    form.locator("#id_title").fill("Piscine libre")
    form.get_by_label("Ce que la collectivité peut faire").fill("Prêter nos piscines")
    form.get_by_label("Résumé").fill("Réserver un bassin en deux clics.")
    form.get_by_role("tab", name="Publication").click()
    form.get_by_role("textbox", name="Pourquoi cette fiche reste incomplète").fill("Un essai.")
    expect(form.locator(".w-autosave-indicator__state--saving")).to_be_visible()
    publish(form)
    while not saved:
        form.wait_for_timeout(50)
    [(route, answer)] = saved
    route.fulfill(response=answer)
    form.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    assert ServicePage.objects.get(title="Piscine libre").live


def rows_of_every_list() -> dict[str, dict[str, dict[str, object]]]:
    """By tab, the lists of the form: what one gives to a new row, a text of it last if it has one."""
    organisation, service = factories.make_organisation("Régie des eaux"), factories.make_service("Agenda")
    return {
        "Besoin": {"screenshots": {"image": make_image("Agenda").pk, "caption": "L'agenda"}},
        "Gouvernance": {
            "consortium": {"organisation": organisation.pk, "pilot_sites": "La maison des services"},
            "contributions": {"rule": "Gratuit"},
        },
        "Conditions": {
            "required_services": {"service": service.pk},
            "onboarding_steps": {"title": "Signer la convention"},
        },
    }


def written(sheet: ServicePage, name: str) -> list[dict]:
    return ServicePage.objects.get(pk=sheet.pk).latest_revision.content[name]


def wait_for(form: Page, sheet: ServicePage, name: str, column: str, value: object) -> None:
    """Once the row is written with this value, there is one row."""
    for _ in range(100):
        rows = written(sheet, name)
        if [row[column] for row in rows] == [value]:
            return
        form.wait_for_timeout(100)
    raise AssertionError(f"{name}: {rows}")


def fill_row(form: Page, name: str, values: dict[str, object]) -> None:
    for column, value in values.items():
        field = form.locator(f"#id_{name}-0-{column}")
        if isinstance(value, str):
            field.fill(value)
        else:  # what a window of choice does once one has chosen
            field.evaluate(
                "(one, value) => { one.value = value; one.dispatchEvent(new Event('change', {bubbles: true})) }", value
            )


def test_every_list_of_the_form_saves_itself_without_a_row_too_many(store_server, sheet, form: Page):
    with transaction.atomic():
        tabs = rows_of_every_list()
    for tab, lists in tabs.items():
        form.get_by_role("tab", name=tab).click()
        for name, values in lists.items():
            form.locator(f"#id_{name}-ADD").click()
            fill_row(form, name, values)
            column, value = list(values.items())[-1]
            wait_for(form, sheet, name, column, value)
            if isinstance(value, str):
                fill_row(form, name, {column: f"{value}, puis autre chose"})
                wait_for(form, sheet, name, column, f"{value}, puis autre chose")
    form.get_by_role("tab", name="Gouvernance").click()
    form.locator("#id_partners-OPEN_MODAL").click()
    form.get_by_role("dialog").get_by_role("checkbox").first.check()
    form.get_by_role("button", name="Confirmer la sélection").click()
    wait_for(form, sheet, "partners", "organisation", tabs["Gouvernance"]["consortium"]["organisation"])

    publish(form)
    expect(form.get_by_role("link", name="Visualiser la version publiée")).to_be_visible()
    public = ServicePage.objects.get(pk=sheet.pk)
    names = [name for lists in tabs.values() for name in lists] + ["partners"]
    assert {name: getattr(public, name).count() for name in names} == dict.fromkeys(names, 1)


def test_themes_are_listed_one_per_line(form: Page):
    form.get_by_role("tab", name="Classement").click()
    boxes = [form.get_by_label(name, exact=True).bounding_box() for name in ("Éducation", "Solidarité")]
    assert abs(boxes[0]["y"] - boxes[1]["y"]) > boxes[0]["height"]
    assert boxes[0]["x"] == boxes[1]["x"]
