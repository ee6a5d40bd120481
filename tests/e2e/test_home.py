"""The home page, as a mayor's secretary uses it."""

from playwright.sync_api import Page, expect


def test_one_types_a_need_and_reads_the_answers(small_store, page: Page):
    page.goto(small_store.address)
    search = page.get_by_role("combobox", name="Rechercher un service")
    search.fill("rendez-vous")
    search.press("Enter")
    expect(page).to_have_url(f"{small_store.address}/services/?q=rendez-vous")
    expect(page.get_by_role("link", name="Gérer les rendez-vous de nos services sociaux")).to_be_visible()


def test_one_follows_a_suggestion_with_the_arrows(small_store, page: Page):
    page.goto(small_store.address)
    page.get_by_role("combobox", name="Rechercher un service").press_sequentially("rendez")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{small_store.address}/services/{small_store.appointments.slug}/")


def test_one_chooses_a_theme(small_store, page: Page):
    page.goto(small_store.address)
    page.get_by_role("link", name="Solidarité").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Solidarité")
    expect(page.get_by_role("link", name="Gérer les rendez-vous de nos services sociaux")).to_be_visible()


def test_without_scripts_one_still_searches(small_store, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(small_store.address)
    page.get_by_label("Rechercher un service").fill("rendez-vous")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("link", name="Gérer les rendez-vous de nos services sociaux")).to_be_visible()
    page.context.close()
