"""What holds on every type of page, whoever reads it and on whatever screen."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import axe_violations, too_wide

WIDTHS = (320, 768, 1280)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_at_any_width(small_store, page: Page, scheme):
    page.emulate_media(color_scheme=scheme)
    found = {}
    for name, path in small_store.pages.items():
        page.goto(small_store.address + path)
        assert page.evaluate("document.documentElement.dataset.frTheme") == scheme
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found[f"{name} at {width}"] = axe_violations(page)
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_when_menu_filters_and_suggestions_are_open(small_store, page: Page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"{small_store.address}/services/?theme=solidarite")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Filtrer les services").click()
    page.evaluate("document.querySelectorAll('details').forEach((panel) => { panel.open = true })")
    assert axe_violations(page) == []
    page.goto(small_store.address)
    page.get_by_role("combobox", name="Rechercher un service").press_sequentially("rendez")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert axe_violations(page) == []


def test_no_page_scrolls_sideways_on_a_small_screen_nor_with_text_twice_as_large(small_store, page: Page):
    wide = {}
    for name, path in small_store.pages.items():
        page.set_viewport_size({"width": 320, "height": 700})
        page.goto(small_store.address + path)
        wide[f"{name} at 320"] = too_wide(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide[f"{name} at 200 %"] = too_wide(page)
    assert {where: what for where, what in wide.items() if what} == {}


def test_every_page_has_its_own_title_one_h1_and_no_skipped_level(small_store, page: Page):
    titles = []
    for name, path in small_store.pages.items():
        page.goto(small_store.address + path)
        titles.append(page.title())
        levels = page.eval_on_selector_all("h1,h2,h3,h4,h5,h6", "found => found.map(one => Number(one.tagName[1]))")
        assert levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)
        assert page.get_attribute("html", "lang") == "fr"
    assert all(title.endswith(" — Territoires Store") for title in titles)
    sheets_from_two_places = 1
    assert len(set(titles)) == len(titles) - sheets_from_two_places


def test_nothing_is_refused_by_our_own_policy(small_store, page: Page):
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    for path in small_store.pages.values():
        page.goto(small_store.address + path, wait_until="networkidle")
    assert refused == []


def test_targets_are_large_enough_to_be_touched(small_store, page: Page):
    """24 × 24 px, except links within a sentence (WCAG 2.5.8)."""
    page.set_viewport_size({"width": 320, "height": 700})
    small = {}
    for name, path in small_store.pages.items():
        page.goto(small_store.address + path)
        small[name] = page.evaluate(
            """() => [...document.querySelectorAll("main button, main select, main input, main summary, main label")]
                .filter((one) => one.type !== "checkbox" && one.type !== "hidden")
                .map((one) => [one, one.getBoundingClientRect()])
                .filter(([one, box]) => box.width > 1 && (box.height < 24 || box.width < 24))
                .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)"""
        )
    assert {name: found for name, found in small.items() if found} == {}
