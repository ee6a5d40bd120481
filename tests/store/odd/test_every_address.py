"""Every address of the URLconf, ours and the admin's, asked what no page of ours asks: an answer, never a failure."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from catalogue.services.models import ServicePage
from store.oddities import OdditiesMiddleware
from tests.policies.people import ROLES, make_sample
from tests.store.odd.asking import VALUES, Asker, written

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_an_answer_from_every_address_whatever_is_asked(role):
    sample = make_sample()
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(sample.people[role])
    asker = Asker(client, sample, role)
    asker.go_everywhere()
    assert asker.failed == []


LISTS = ("deployments/deployment", "territories/territory", "services", "users", "redirects")
FILTERS = ("signature", "status", "p", "o", "ordering", "q", "annee")


@pytest.mark.parametrize("listing", LISTS)
def test_a_list_of_the_admin_is_a_page_whatever_one_of_its_filters(listing):
    client = Client(raise_request_exception=False)
    client.force_login(make_sample().people["administrator"])
    for turn, value in enumerate(VALUES):
        name = FILTERS[(turn + LISTS.index(listing)) % len(FILTERS)]
        response = client.get(f"/admin/{listing}/?{written({name: value})}", follow=True)
        assert response.status_code < 500, (name, value)
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
