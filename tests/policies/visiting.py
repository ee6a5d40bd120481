"""What happens to whoever goes to an address, in one word."""

from collections.abc import Iterator
from copy import copy

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.policies.addresses import Address, addresses
from tests.policies.people import Sample

METHODS = ("GET", "POST")
OF_THE_API = (*METHODS, "PUT", "PATCH", "DELETE")
WORDS = {400: "bad", 401: "no", 403: "no", 404: "absent", 405: "method", 422: "bad", 429: "later", 500: "broken"}
KEYS = ("route", "name", "method", "object")
SIGN_IN = ("/connexion/", "/admin/login/")  # the second leads to the first
SIDES = ("own", "other", "crossed")
WRITES = ("INSERT", "UPDATE", "DELETE")

Key = tuple[str, str, str, str]


def outcome(response: HttpResponse) -> str:
    """`sign-in` asks to; `no` is refused (the admin sends back to its home page); `goes` leads elsewhere."""
    location = response.headers.get("Location", "")
    if location.startswith(SIGN_IN):
        return "sign-in"
    if location == "/admin/":
        return "no"
    if location:
        return "goes"
    return "yes" if response.status_code < 300 else WORDS.get(response.status_code, str(response.status_code))


def rows(sample: Sample) -> Iterator[tuple[Key, str]]:
    """The key of each row and its path; an address without an object of somebody's has one row per method."""
    for address in addresses():
        sides: dict[str, str] = {}
        for side in SIDES:
            sides.setdefault(_path(address, sample, side), side)
        for path, side in sides.items():
            for method in OF_THE_API if address.name.startswith("api-") else METHODS:
                yield (address.route, address.name, method, side if len(sides) > 1 else "-"), path


def _path(address: Address, sample: Sample, side: str) -> str:
    return address.path(sample.values(address, side)).replace("^.*/$", "n-existe-pas/")


def visit(client: Client, method: str, path: str) -> tuple[str, list[str]]:
    """One request whose effects are undone: what happened, and what it wrote outside of sessions."""
    cookies, written = copy(client.cookies), list[str]()

    def note(execute, sql, *rest):
        if str(sql).startswith(WRITES) and "django_session" not in str(sql):
            written.append(str(sql))
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(note):
        response = client.generic(method, path, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    client.cookies = cookies
    return outcome(response), written
