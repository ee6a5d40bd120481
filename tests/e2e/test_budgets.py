"""What a first visit weighs: requests, transfer (texts as gzip sends them) and elements of the page."""

import gzip
from dataclasses import dataclass

import pytest
from django.db import transaction
from playwright.sync_api import Page, Response

from tests.e2e.small_store import SmallStore, fill_every_facet

KB = 1_000
COMPRESSED = ("text/", "javascript", "json", "svg")


@dataclass(frozen=True)
class Budget:
    requests: int
    transfer: int
    nodes: int


BUDGETS = {
    "home": Budget(15, 250 * KB, 340),
    "catalogue": Budget(15, 250 * KB, 580),
    "catalogue, filtered, from a territory": Budget(15, 250 * KB, 580),
    "sheet": Budget(15, 300 * KB, 450),
}


def weight(response: Response) -> int:
    body = response.body()
    is_text = any(kind in response.headers.get("content-type", "") for kind in COMPRESSED)
    headers = response.request.sizes()["responseHeadersSize"]
    return headers + (len(gzip.compress(body, compresslevel=6)) if is_text else len(body))


@pytest.fixture(scope="module")
def full_store(small_store) -> SmallStore:
    """Weighed as the real catalogue weighs: with all that its panels of filters hold."""
    with transaction.atomic():
        fill_every_facet(small_store)
    return small_store


@pytest.mark.parametrize("name", BUDGETS)
def test_a_first_visit_stays_light(full_store, page: Page, name):
    received: list[Response] = []
    page.on("response", lambda response: received.append(response))  # noqa: PLW0108  Playwright wants a function
    page.goto(full_store.address + full_store.pages[name], wait_until="networkidle")
    assert all(response.ok for response in received), [response.url for response in received if not response.ok]
    transfer = sum(weight(response) for response in received)
    nodes = page.evaluate("document.querySelectorAll('*').length")
    budget = BUDGETS[name]
    measured = f"{name}: {len(received)} requests, {transfer / KB:.0f} kB, {nodes} nodes"
    print(measured)
    assert len(received) <= budget.requests, [response.url for response in received]
    assert transfer <= budget.transfer, measured
    assert nodes <= budget.nodes, measured


def test_pages_call_nobody_else(small_store, page: Page):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in small_store.pages.values():
        page.goto(small_store.address + path, wait_until="networkidle")
    assert [url for url in asked if not url.startswith(small_store.address)] == []
