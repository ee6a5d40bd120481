"""The frame of every page: skip links, menu, light and dark."""

from playwright.sync_api import Page, expect


def test_the_first_tab_offers_to_skip_to_the_content(small_store, page: Page):
    page.goto(small_store.address)
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Contenu", exact=True)
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()


def test_on_a_small_screen_the_menu_opens_and_closes_from_the_keyboard(small_store, page: Page):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(small_store.address)
    button = page.get_by_role("button", name="Menu")
    link = page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Tous les services")
    expect(link).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(button).to_be_focused()


def test_without_scripts_the_menu_of_a_small_screen_is_open(small_store, browser):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700}).new_page()
    page.goto(small_store.address)
    expect(page.get_by_role("link", name="Tous les services", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).to_be_hidden()
    page.context.close()


def test_the_chosen_display_is_kept_from_page_to_page(small_store, page: Page):
    page.emulate_media(color_scheme="light")
    page.goto(small_store.address)
    settings = page.get_by_role("button", name="Paramètres d'affichage")
    settings.click()
    expect(page.get_by_label("Affichage")).to_be_focused()
    page.get_by_label("Affichage").select_option(label="Sombre")
    expect(page.locator("html")).to_have_attribute("data-fr-theme", "dark")
    page.goto(f"{small_store.address}/services/")
    expect(page.locator("html")).to_have_attribute("data-fr-theme", "dark")
    settings.click()
    expect(page.get_by_label("Affichage")).to_have_value("dark")
    page.get_by_label("Affichage").select_option(label="Comme mon appareil")
    expect(page.locator("html")).to_have_attribute("data-fr-theme", "light")


def test_the_focus_is_always_seen(small_store, page: Page):
    page.goto(small_store.address)
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
