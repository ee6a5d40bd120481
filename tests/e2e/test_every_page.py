"""What holds on every type of page, whoever reads it and on whatever screen. Each page is opened once."""

from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import axe_violations, too_wide
from tests.e2e.small_store import SmallStore

WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
# Of what is touched, what is smaller than 24 × 24 px.
_SMALL = """() => [...document.querySelectorAll("main button, main select, main input, main summary, main label")]
    .filter((one) => one.type !== "checkbox" && one.type !== "hidden")
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width > 1 && (box.height < 24 || box.width < 24))
    .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)"""


@dataclass
class Seen:
    """What was found on one page. `refused` by our policy; `asked`: the addresses that it called."""

    title: str = ""
    language: str | None = ""
    levels: list[int] = field(default_factory=list)
    wide: dict[str, list[str]] = field(default_factory=dict)
    small: list[str] = field(default_factory=list)
    violations: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(small_store: SmallStore, browser, browser_context_args) -> dict[str, Seen]:
    context = browser.new_context(**browser_context_args)
    page, found = context.new_page(), {}
    for name, path in small_store.pages.items():
        found[name] = look_at(page, small_store.address + path)
    context.close()
    return found


def look_at(page: Page, address: str) -> Seen:
    seen = Seen()

    def asked(request) -> None:
        seen.asked.append(request.url)

    def said(message) -> None:
        if "Content Security Policy" in message.text:
            seen.refused.append(message.text)

    page.on("request", asked)
    page.on("console", said)
    page.emulate_media(color_scheme=SCHEMES[0])
    page.goto(address)
    seen.title, seen.language = page.title(), page.get_attribute("html", "lang")
    headings = "found => found.map(one => Number(one.tagName[1]))"
    seen.levels = page.eval_on_selector_all("h1,h2,h3,h4,h5,h6", headings)
    look_at_its_colours(page, seen)
    look_at_its_sizes(page, seen)
    page.wait_for_load_state("networkidle")
    page.remove_listener("request", asked)
    page.remove_listener("console", said)
    return seen


def look_at_its_colours(page: Page, seen: Seen) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-fr-theme", scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            seen.violations[scheme, width] = axe_violations(page)


def look_at_its_sizes(page: Page, seen: Seen) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    seen.wide["at 320"], seen.small = too_wide(page), page.evaluate(_SMALL)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    seen.wide["at 200 %"] = too_wide(page)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_any_page_at_any_width(seen, scheme):
    found = {f"{name} at {width}": one.violations[scheme, width] for name, one in seen.items() for width in WIDTHS}
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


def test_no_page_scrolls_sideways_on_a_small_screen_nor_with_text_twice_as_large(seen):
    wide = {f"{name} {where}": what for name, one in seen.items() for where, what in one.wide.items()}
    assert {where: what for where, what in wide.items() if what} == {}


def test_every_page_has_its_own_title_one_h1_and_no_skipped_level(seen):
    titles = [one.title for one in seen.values()]
    for name, one in seen.items():
        assert one.levels.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(one.levels)), (name, one.levels)
        assert one.language == "fr", name
    assert all(title.endswith(" — Territoires Store") for title in titles)
    sheets_from_two_places = 1
    assert len(set(titles)) == len(titles) - sheets_from_two_places


def test_nothing_is_refused_by_our_own_policy(seen):
    assert {name: one.refused for name, one in seen.items() if one.refused} == {}


def test_pages_call_nobody_else(seen, small_store):
    asked = [url for one in seen.values() for url in one.asked]
    assert asked
    assert [url for url in asked if not url.startswith(small_store.address)] == []


def test_targets_are_large_enough_to_be_touched(seen):
    """24 × 24 px, except links within a sentence (WCAG 2.5.8)."""
    assert {name: one.small for name, one in seen.items() if one.small} == {}
