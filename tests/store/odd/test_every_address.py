"""Every address of the URLconf, ours and the admin's, asked what no page of ours asks: an answer, never a failure."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch

from catalogue.services.models import ServicePage
from store.oddities import OdditiesMiddleware
from tests.policies.addresses import Address, addresses
from tests.policies.people import make_sample

pytestmark = pytest.mark.django_db

WORD, NUL, HUGE, DAY = "x", "a\x00b", "9" * 30, "0001-01-01"
VALUES = (WORD, NUL, HUGE, "9223372036854775808", "-1", DAY, "é'\"<", "")
# What views, filters, choosers and lists read from the query: theirs, and Wagtail's.
ASKED = [
    "q",
    "p",
    "page",
    "per_page",
    "o",
    "ordering",
    "order",
    "export",
    "signature",
    "standing",
    "status",
    "annee",
    "service",
    "kind",
    "theme",
    "territoire",
    "le",
    "vue",
    "tri",
    "locale",
    "layout",
    "collection_id",
    "tag",
    "id",
    "parent",
    "next",
    "page_type",
    "content_type",
    "user",
    "owner",
    "action",
    "label",
    "object_type",
    "object_id",
    "multiple",
    "types",
    "value",
    "ids",
    "result",
    "parent_page_id",
    "width",
    "height",
    "siteroot",
    "limit",
    "offset",
    "child_of",
    "descendant_of",
    "fields",
    "search_operator",
    "type",
    "url",
    "email_address",
    "link_text",
    "uploaded_at_from",
    "created_at_from",
    "created_at_to",
    "timestamp_from",
    "timestamp_to",
    "latest_revision_created_at_from",
    "first_published_at_from",
]
LEAVES = ("logout", "sign-out")


def _requests(address: Address, known: dict[str, object], values: tuple[str, ...]) -> Iterator[tuple[str, str, dict]]:
    """Odd questions, forms without their fields or with odd ones, and odd words in the address itself."""
    try:
        path = address.path(known).replace("^.*/$", "n-existe-pas/")
    except NoReverseMatch:
        return
    for value in values:
        yield "GET", f"{path}?{urlencode(dict.fromkeys(ASKED, value))}", {}
    yield "GET", f"{path}?signature=x", {}
    yield "POST", path, {}
    yield "POST", path, dict.fromkeys(ASKED, values[0])
    for name in address.arguments:
        try:
            yield "GET", address.path({**known, name: values[-1]}), {}
        except NoReverseMatch:
            continue  # the address takes nothing of the kind


def _failures(client: Client, sample, values: tuple[str, ...], ours: bool = False) -> set[str]:
    failed = set()
    for address in addresses():
        if address.name.endswith(LEAVES) or (ours and address.route.startswith("admin/")):
            continue
        for method, path, sent in _requests(address, sample.values(address, "own"), values):
            with transaction.atomic():
                response = client.post(path, sent) if method == "POST" else client.get(path)
                transaction.set_rollback(True)
            if response.status_code >= 500:
                error = response.exc_info[1] if hasattr(response, "exc_info") else ""
                failed.add(f"{method} {address.name or address.route} {values}: {error!r}"[:300])
    return failed


@pytest.mark.parametrize("values", [(WORD, NUL), (HUGE,)], ids=["words", "numbers"])
def test_an_administrator_gets_an_answer_from_every_address(values):
    sample = make_sample()
    client = Client(raise_request_exception=False)
    client.force_login(sample.people["administrator"])
    assert _failures(client, sample, values) == set()


@pytest.mark.parametrize("role", ["anonymous", "agent", "maintainer"])
def test_everybody_gets_an_answer_from_every_address_of_the_site(role):
    sample = make_sample()
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(sample.people[role])
    assert _failures(client, sample, (NUL,), ours=True) == set()


@pytest.mark.parametrize("value", VALUES, ids=ascii)
@pytest.mark.parametrize(
    "listing", ["deployments/deployment", "territories/territory", "services", "users", "redirects"]
)
def test_a_list_of_the_admin_is_a_page_whatever_its_filters(listing, value):
    sample = make_sample()
    client = Client(raise_request_exception=False)
    client.force_login(sample.people["administrator"])
    for name in ("signature", "status", "p", "o", "ordering", "q", "annee"):
        response = client.get(f"/admin/{listing}/", {name: value}, follow=True)
        assert response.status_code < 500, name
    assert client.get(f"/admin/{listing}/", {"signature": "x"}, follow=True).status_code in (200, 404)


@pytest.mark.parametrize(("asked", "status"), [("autre-chose", 404), ("tout", None)])
def test_only_what_the_request_holds_is_answered_so(rf, asked, status):
    """An error that names nothing of the request is a fault of ours, and stays an error 500."""
    with pytest.raises(ValueError, match="autre-chose") as raised:
        ServicePage.objects.filter(pk="autre-chose").exists()
    request = rf.get("/services/", {"theme": asked})
    request.user = AnonymousUser()
    answer = OdditiesMiddleware(lambda request: None).process_exception(request, raised.value)
    assert (answer.status_code if answer else None) == status
