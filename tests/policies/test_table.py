"""Nobody does what they may not: each address is visited as each role, and does what the table says.

A new address without a row fails. `POLICY_TABLE=write pytest tests/policies` writes the table anew, from what happens:
read its difference as you would read code, each line is a right given or taken.
"""

import os
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from tests.policies import table
from tests.policies.people import ROLES, make_sample
from tests.policies.visiting import Key, rows, visit

pytestmark = pytest.mark.django_db

WRITING = os.environ.get("POLICY_TABLE") == "write"
OUTSIDE = {"anonymous", "agent", "committee"}
REFUSED = {"sign-in", "no", "absent", "method"}
# What Wagtail's admin shows to who has not entered it: pictures of its buttons and words of its scripts.
OPEN_IN_THE_ADMIN = {
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "admin-sign-out",
    "wagtailadmin_logout",
}

Visited = tuple[str, list[str]]

# Where whoever writes a sheet picks what it refers to.
CHOOSERS = {"wagtailadmin_choose_page_child", "organisation_chooser:chosen"}


@pytest.fixture
def sample():
    return make_sample()


@pytest.mark.skipif(not WRITING, reason="POLICY_TABLE=write writes the table")
def test_write_the_table_anew(sample):
    found: table.Table = {key: {} for key, _ in rows(sample)}
    for role in ROLES:
        for key, (word, _) in walk(sample, role):
            found[key][role] = word
    table.write(found)


@pytest.mark.skipif(WRITING, reason="the table is being written")
def test_every_address_has_its_rows_and_no_row_is_of_an_address_that_is_gone(sample):
    assert {key for key, _ in rows(sample)} ^ set(table.read()) == set()


@pytest.fixture(scope="module")
def visits() -> Callable[[str], dict[Key, Visited]]:
    """By role, once: what happened and what was written, everywhere."""
    made: dict[str, dict[Key, Visited]] = {}

    def of(role: str) -> dict[Key, Visited]:
        if role not in made:
            with transaction.atomic():
                made[role] = dict(walk(make_sample(), role))
                transaction.set_rollback(True)
        return made[role]

    return of


@pytest.mark.skipif(WRITING, reason="the table is being written")
@pytest.mark.parametrize("role", ROLES)
def test_what_happens_is_what_the_table_says(visits, role):
    said = table.read()
    found = {key: (said.get(key, {}).get(role), word) for key, (word, _) in visits(role).items()}
    assert {key: pair for key, pair in found.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("role", ROLES)
def test_reading_writes_nothing_and_no_page_of_ours_breaks(visits, role):
    """In Wagtail's admin, opening a form says who edits, and a form sent empty may break."""
    visits = {key: visit for key, visit in visits(role).items() if not key[0].startswith("admin/")}
    assert {key: queries for key, (_, queries) in visits.items() if key[2] == "GET" and queries} == {}
    assert [key for key, (word, _) in visits.items() if word == "broken"] == []


def test_a_maintainer_opens_nothing_of_another_service_in_the_admin():
    opened = {
        key: words["maintainer"]
        for key, words in table.read().items()
        if key[0].startswith("admin/") and key[3] == "other" and key[1] not in CHOOSERS
    }
    assert {key: word for key, word in opened.items() if word not in REFUSED} == {}


def test_nobody_enters_the_admin_but_who_edits():
    entered = {
        (role, key): word
        for key, words in table.read().items()
        for role, word in words.items()
        if role in OUTSIDE and key[0].startswith("admin/") and key[1] not in OPEN_IN_THE_ADMIN and word not in REFUSED
    }
    assert entered == {}


def test_the_object_of_somebody_else_never_gives_more_than_ones_own():
    said = table.read()
    more = {
        (role, key): word
        for key, words in said.items()
        for role, word in words.items()
        if key[3] in ("other", "crossed") and word in {"yes", "goes"} and said[(*key[:3], "own")][role] in REFUSED
    }
    assert more == {}


def walk(sample, role):
    client = Client(raise_request_exception=False)
    if role in sample.people:
        client.force_login(sample.people[role])
    for key, path in rows(sample):
        yield key, visit(client, key[2], path)
