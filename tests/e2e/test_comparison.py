"""Comparing services: ticked on cards, at a shared address, on a small screen and by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accessibility import assert_sound

TWO = "/comparer/?services=rdv-service-public&services=service-3&territoire=commune-42218&tout=1"


def test_two_services_ticked_on_their_cards_are_compared(small_store, page: Page):
    page.goto(f"{small_store.address}/services/?tri=nom")
    for name in ("RDV Service Public", "Service 1"):
        page.get_by_role("checkbox", name=f"Comparer {name}", exact=True).check()
    page.get_by_role("button", name="Comparer les services cochés").click()
    expect(page.get_by_role("columnheader", name="RDV Service Public")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Service 1")).to_be_visible()


def test_ticks_follow_to_the_next_page(small_store, page: Page):
    for number in (1, 2):
        page.goto(f"{small_store.address}/services/?tri=nom&page={number}")
        page.get_by_role("checkbox", name="Comparer").first.check()
    page.get_by_role("button", name="Comparer les services cochés (2)").click()
    expect(page.get_by_role("columnheader")).to_have_count(3)


@pytest.mark.parametrize("address", [TWO, "/comparer/", "/comparer/?services=service-1&q=salle"])
def test_its_pages_are_sound_at_both_ends_of_widths_and_schemes(small_store, page: Page, address):
    page.goto(small_store.address + address)
    assert_sound(page)


def test_on_a_small_screen_the_table_slides_by_keyboard_and_says_what_each_row_is_about(small_store, page: Page):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(small_store.address + TWO)
    region = page.get_by_role("region", name="Les services côte à côte")
    region.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    for _ in range(100):  # a scroll is not over at once
        if region.evaluate("(table) => table.scrollLeft") > 100:
            break
        page.wait_for_timeout(50)
    assert region.evaluate("(table) => table.scrollLeft") > 100
    label = page.get_by_role("rowheader", name="Utilisé par").bounding_box()
    assert label
    assert label["x"] >= 0
