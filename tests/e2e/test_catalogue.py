"""Filtering the catalogue: at once with scripts, with a button without them, by keyboard alone."""

from playwright.sync_api import Page, expect


def box(page: Page, label: str):
    """The check box whose label begins so (the count follows)."""
    return page.locator("#filters").get_by_label(label)


def test_a_ticked_box_changes_the_list_without_reload_and_keeps_the_focus(small_store, page: Page):
    page.goto(f"{small_store.address}/services/")
    page.evaluate("window.sameDocument = true")
    expect(page.locator("#count")).to_have_text("25 services")
    box(page, "Solidarité").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(f"{small_store.address}/services/?theme=solidarite")
    expect(page.get_by_role("status").filter(has_text="services")).to_have_text("4 services")
    expect(box(page, "Solidarité")).to_be_focused()
    expect(box(page, "Solidarité")).to_be_checked()
    assert page.evaluate("window.sameDocument") is True


def test_two_themes_widen_the_list_and_the_back_button_undoes(small_store, page: Page):
    page.goto(f"{small_store.address}/services/?theme=solidarite")
    box(page, "Culture").check(force=True)
    expect(page.locator("#count")).to_have_text("7 services")
    page.go_back()
    expect(page.locator("#count")).to_have_text("4 services")
    expect(box(page, "Culture")).not_to_be_checked()


def test_skipping_to_the_content_keeps_what_is_being_typed(small_store, page: Page):
    page.goto(f"{small_store.address}/services/")
    page.get_by_label("Rechercher un service").fill("rendez")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Contenu", exact=True).press("Enter")
    expect(page).to_have_url(f"{small_store.address}/services/#contenu")
    page.get_by_role("link", name="Pied de page", exact=True).press("Enter")
    page.go_back()
    expect(page).to_have_url(f"{small_store.address}/services/#contenu")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("Rechercher un service")).to_have_value("rendez")
    assert [address for address in asked if "/services/" in address and "suggestions" not in address] == []


def test_a_chosen_filter_is_removed_by_its_tag(small_store, page: Page):
    page.goto(f"{small_store.address}/services/?theme=solidarite")
    page.get_by_role("link", name="Retirer le filtre Thématique : Solidarité").click()
    expect(page).to_have_url(f"{small_store.address}/services/")
    expect(page.locator("#count")).to_have_text("25 services")


def test_sorting_and_turning_pages_keep_the_question(small_store, page: Page):
    page.goto(f"{small_store.address}/services/")
    page.get_by_label("Trier par").select_option(label="De A à Z")
    expect(page).to_have_url(f"{small_store.address}/services/?tri=nom")
    page.get_by_role("link", name="Page suivante").click()
    expect(page).to_have_url(f"{small_store.address}/services/?tri=nom&page=2")
    expect(page.locator("#results li h3")).to_have_count(5)


def test_without_scripts_a_button_applies_the_filters(small_store, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{small_store.address}/services/")
    box(page, "Solidarité").check(force=True)
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page.locator("#count")).to_have_text("4 services")
    expect(box(page, "Solidarité")).to_be_checked()
    page.context.close()


def test_when_nothing_answers_the_page_says_which_filter_to_drop(small_store, page: Page):
    page.goto(f"{small_store.address}/services/?q=rendez-vous&theme=culture")
    expect(page.locator("#count")).to_have_text("0 service")
    page.locator(".store-nothing").get_by_role("link", name="Thématique").click()
    expect(page.get_by_role("link", name="Gérer les rendez-vous de nos services sociaux")).to_be_visible()


def test_from_a_territory_each_card_says_whether_one_may_use_it(small_store, page: Page):
    page.goto(f"{small_store.address}/services/?q=rendez-vous&territoire={small_store.commune.key}")
    card = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Gérer les rendez-vous"))
    expect(card).to_contain_text("Pas utilisable par Saint-Étienne")


def test_from_question_to_sheet_by_keyboard_alone(small_store, page: Page):
    page.goto(f"{small_store.address}/services/")
    page.get_by_label("Rechercher un service").focus()
    page.keyboard.type("rendez-vous")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).not_to_have_text("25 services")
    tab_to(page, "Public")
    page.keyboard.press("Enter")
    tab_to(page, "agents-publics")
    page.keyboard.press("Space")
    expect(page.get_by_role("link", name="Retirer le filtre Public : Agents publics")).to_be_attached()
    tab_to(page, "Gérer les rendez-vous")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{small_store.address}/services/{small_store.appointments.slug}/")


def tab_to(page: Page, mark: str) -> None:
    """Press Tab until the focused element says `mark` in its text or value."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if mark in page.evaluate("`${document.activeElement.textContent} ${document.activeElement.value ?? ''}`"):
            return
    raise AssertionError(f"the keyboard does not reach « {mark} »")


def test_on_a_small_screen_the_filters_wait_behind_a_button(small_store, page: Page):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{small_store.address}/services/")
    expect(page.locator("#filters")).to_be_hidden()
    page.get_by_role("button", name="Filtrer les services").click()
    expect(page.locator("#filters")).to_be_visible()


def test_a_search_that_finds_nothing_offers_nothing_to_filter_nor_to_sort(small_store, page: Page):
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(f"{small_store.address}/services/?q=zzzxxyy")
        expect(page.get_by_text("Aucun service ne correspond à cette recherche.")).to_be_visible()
        expect(page.get_by_role("button", name="Filtrer les services")).to_be_hidden()
        expect(page.locator("#filters")).to_be_hidden()
        expect(page.get_by_label("Trier par")).to_have_count(0)


def test_needs_are_filtered_at_once_and_what_nobody_said_becomes_one(small_store, page: Page):
    page.goto(f"{small_store.address}/besoins/")
    page.evaluate("window.sameDocument = true")
    expect(page.locator("#count")).to_have_text("4 besoins")
    box(page, "Proposition").check(force=True)
    expect(page).to_have_url(f"{small_store.address}/besoins/?nature=proposition")
    expect(page.locator("#count")).to_have_text("1 besoin")
    assert page.evaluate("window.sameDocument") is True
    page.goto(f"{small_store.address}/besoins/?q=zzyzx")
    page.get_by_role("link", name="Dire ce besoin").click()
    expect(page).to_have_url(f"{small_store.address}/besoins/dire/?titre=zzyzx")
