"""Pages that lists lead to, walked with the keyboard alone; each stop shows that it has the focus."""

from playwright.sync_api import Page, expect

from tests.e2e.keyboard import press


def test_from_a_theme_to_a_sheet(small_store, page: Page):
    page.goto(f"{small_store.address}/themes/solidarite/")
    press(page, "Gérer les rendez-vous")
    expect(page).to_have_url(f"{small_store.address}/services/{small_store.appointments.slug}/")


def test_from_a_territory_to_its_services(small_store, page: Page):
    page.goto(small_store.address + small_store.departement.get_absolute_url())
    press(page, "Voir les services pour ce territoire")
    expect(page).to_have_url(f"{small_store.address}/services/?territoire={small_store.departement.key}")


def test_from_the_users_of_a_service_through_their_table_back_to_its_sheet(small_store, page: Page):
    sheet = f"{small_store.address}/services/{small_store.appointments.slug}/"
    page.goto(f"{sheet}collectivites/")
    press(page, "Revenir à la fiche")
    expect(page).to_have_url(sheet)
