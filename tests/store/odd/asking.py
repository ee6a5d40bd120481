"""What no page of ours asks: odd values, dealt out over every address, question, form and role."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy
from http import HTTPStatus
from itertools import product
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch

from tests.policies.addresses import Address, addresses
from tests.policies.people import ROLES, Sample

VALUES = (
    "x",
    "a\x00b",
    "9" * 30,
    "9223372036854775808",
    "-1",
    "0001-01-01",
    "2024-02-31",
    "é'\"<",
    "",
    "🏛️",
    "٣",
    "²",
    "1e999",
    "NaN",
    "[]",
    "\udcff",  # a byte that is no text
    "x" * 5_000,
)
# What views, filters, choosers and lists read from the query: theirs, and Wagtail's.
# fmt: off
ASKED = [
    "q", "p", "page", "per_page", "o", "ordering", "order", "export", "signature", "standing", "status", "annee",
    "service", "kind", "theme", "territoire", "le", "vue", "tri", "locale", "layout", "collection_id", "tag", "id",
    "parent", "next", "page_type", "content_type", "user", "owner", "action", "label", "object_type", "object_id",
    "multiple", "types", "value", "ids", "result", "parent_page_id", "width", "height", "siteroot", "limit", "offset",
    "child_of", "descendant_of", "fields", "search_operator", "type", "url", "email_address", "link_text",
    "uploaded_at_from", "created_at_from", "created_at_to", "timestamp_from", "timestamp_to",
    "latest_revision_created_at_from", "first_published_at_from",
]
# fmt: on
LEAVES = ("logout", "sign-out")
COUNTED = ("-TOTAL_FORMS", "-INITIAL_FORMS", "-count")  # how many rows a form holds: kept, or its fields are not read
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class Asker:
    """Somebody who asks odd things; each question holds every value, under names that turn."""

    def __init__(self, client: Client, sample: Sample, role: str) -> None:
        self.client, self.sample, self.role = client, sample, role
        self.failed: list[str] = []

    def go_everywhere(self) -> None:
        for number, address in enumerate(addresses()):
            if address.name.endswith(LEAVES):
                continue
            known = self.sample.values(address, "own")
            with suppress(NoReverseMatch):
                path = address.path(known).replace("^.*/$", "n-existe-pas/")
                self._ask_all(path, number + 3 * ROLES.index(self.role))
                if address.route.startswith("api/"):
                    self._send_json(path, number)
            for odd in _odd_addresses(address, known, self.role):
                self._ask("GET", odd)

    def _ask_all(self, path: str, turn: int) -> None:
        """Whoever may everything also sends forms without their fields, and with odd ones."""
        question = f"{path}?{written(dealt(ASKED, turn))}"
        if self.role != "administrator":
            self._ask("GET" if turn % 2 else "POST", question, written(dealt(ASKED, turn + 5)))
            return
        page = self._ask("GET", question)
        if self._ask("POST", path).status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            self._ask("POST", question, written(dealt(ASKED, turn + 5) | _fields(page, turn)))

    def _send_json(self, path: str, turn: int) -> None:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            self._ask(method, path, json.dumps(dealt(ASKED, turn)), JSON)

    def _ask(self, method: str, path: str, body: str = "", kind: str = FORM) -> HttpResponse:
        """One request whose effects are undone."""
        cookies = copy(self.client.cookies)
        with transaction.atomic():
            response = self.client.generic(method, path, "" if method == "GET" else body, content_type=kind)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.failed.append(f"{method} {path[:150]} {body[:50]}: {_error(response)}")
        return response


def dealt(names: Iterable[str], turn: int) -> dict[str, str]:
    return {name: VALUES[(number + turn) % len(VALUES)] for number, name in enumerate(names)}


def written(values: dict[str, str]) -> str:
    return urlencode(values, errors="surrogateescape")


def _fields(page: HttpResponse, turn: int) -> dict[str, str]:
    if page.status_code != HTTPStatus.OK or not page.headers.get("Content-Type", "").startswith("text/html"):
        return {}
    found = BeautifulSoup(page.text, "html.parser").select("form[method=post i] :is(input, select, textarea)[name]")
    kept = {field["name"]: field.get("value", "") for field in found if field["name"].endswith(COUNTED)}
    return dealt((field["name"] for field in found), turn) | kept


def _odd_addresses(address: Address, known: dict[str, object], role: str) -> Iterator[str]:
    """Each value that an address takes is dealt to one of those who enter there."""
    inside = ("administrator", "editor") if address.route.startswith("admin/") else ROLES
    for number, (name, value) in enumerate(product(address.arguments, VALUES)):
        if role == inside[number % len(inside)]:
            with suppress(NoReverseMatch, UnicodeEncodeError):
                yield address.path({**known, name: value})


def _error(response: HttpResponse) -> str:
    return repr(response.exc_info[1])[:300] if hasattr(response, "exc_info") else str(response.status_code)
