"""Asking while Elasticsearch fails, and waiting for things that come by themselves."""

import time
from collections.abc import Callable
from typing import NamedTuple

from django.test import Client

BANNER = "La recherche fonctionne en secours"
PATIENCE = 60.0


class Page(NamedTuple):
    """What a visitor gets. `seconds`: how long it took."""

    status: int
    titles: set[str]
    stood_in: bool
    seconds: float


def visit(address: str = "/services/?q=cantine") -> Page:
    started = time.monotonic()
    response = Client().get(address)
    seconds = time.monotonic() - started
    titles = {hit.sheet.title for hit in response.context["results"].hits}
    return Page(response.status_code, titles, BANNER in response.content.decode(), seconds)


def wait_until(condition: Callable[[], object], patience: float = PATIENCE) -> float:
    """Returns how long it took, in seconds."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < patience, "it never came"
        time.sleep(0.1)
    return time.monotonic() - started
