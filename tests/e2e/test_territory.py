"""Choosing one's territory: with the keyboard, by touch, and without scripts."""

from playwright.sync_api import Page, expect

START = "/territoires/recherche/"


def test_the_keyboard_alone_leads_to_one_s_commune(small_store, page: Page):
    page.goto(small_store.address + START)
    field = page.get_by_role("combobox", name="Rechercher un territoire")
    field.press_sequentially("st etienne")
    option = page.get_by_role("option", name="Saint-Étienne")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="1 proposition")).to_be_attached()
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    expect(field).to_be_focused()
    field.press("Enter")
    expect(page).to_have_url(small_store.address + small_store.commune.get_absolute_url())


def test_escape_closes_the_list_and_keeps_what_was_typed(small_store, page: Page):
    page.goto(small_store.address + START)
    field = page.get_by_role("combobox", name="Rechercher un territoire")
    field.press_sequentially("42100")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("42100")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()


def test_enter_without_a_choice_sends_the_form(small_store, page: Page):
    page.goto(small_store.address + START)
    field = page.get_by_role("combobox", name="Rechercher un territoire")
    field.press_sequentially("loire")
    field.press("Enter")
    expect(page.get_by_role("heading", name="1 territoire pour « loire »")).to_be_visible()


def test_nothing_found_is_announced(small_store, page: Page):
    page.goto(small_store.address + START)
    page.get_by_role("combobox", name="Rechercher un territoire").press_sequentially("zzzz")
    expect(page.get_by_role("status").filter(has_text="Aucune proposition")).to_be_attached()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_from_a_sheet_a_touch_on_a_suggestion_comes_back_with_the_answer(small_store, page: Page):
    page.goto(f"{small_store.address}/services/{small_store.appointments.slug}/")
    page.get_by_role("combobox", name="Utilisable chez moi").press_sequentially("saint")
    page.get_by_role("option", name="Saint-Étienne").click()
    sheet = f"{small_store.address}/services/{small_store.appointments.slug}/?territoire={small_store.commune.key}"
    expect(page).to_have_url(sheet)
    expect(page.get_by_text("Saint-Étienne utilise déjà ce service")).to_be_visible()


def test_without_scripts_the_same_journey_goes_through_a_list(small_store, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{small_store.address}/services/{small_store.appointments.slug}/")
    page.get_by_label("Utilisable chez moi").fill("st etienne")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("link", name="Saint-Étienne").click()
    expect(page.get_by_text("Saint-Étienne utilise déjà ce service")).to_be_visible()
    page.context.close()
