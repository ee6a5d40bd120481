"""There is no committee in the Store yet: no page promises its members, or anybody, what does not exist."""

import pytest
from django.core.management import call_command

from store.accounts.rights import COMMITTEE
from tests import factories
from tests.store.spaces.maintainer.pages import text_of

pytestmark = pytest.mark.django_db
PAGES = ("/", "/services/", "/mon-compte/", "/connexion/", "/panier/", "/plan-du-site/", "/aide/", "/contact/")


def test_a_member_reads_no_promise_on_any_page(client, catalogue, settings):
    settings.DEMO_ACCOUNTS = True
    call_command("setup_site", verbosity=0)
    call_command("load_demo_accounts", verbosity=0)
    client.force_login(factories.make_person("Inès", groups=(COMMITTEE,)))
    for page in PAGES:
        assert "comité" not in text_of(client.get(page)).lower(), page
    assert "Vous consultez le catalogue, comme tout le monde" in text_of(client.get("/mon-compte/"))
    assert client.get("/admin/").status_code == 302


def test_the_demonstration_offers_no_account_that_opens_nothing(client, catalogue, settings):
    settings.DEMO_ACCOUNTS = True
    call_command("load_demo_accounts", verbosity=0)
    told = text_of(client.get("/connexion/"))
    assert "administrateur" in told and "comité" not in told


def test_the_steps_of_the_programme_are_not_announced_as_pages_of_the_store(client, catalogue):
    told = text_of(client.get("/"))
    assert "Ces étapes ne se passent pas encore dans le Store" in told
