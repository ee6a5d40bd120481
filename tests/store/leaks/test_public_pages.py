"""Nothing leaks: a sheet that the public may not see appears on no public surface, whatever its state."""

import pytest

from catalogue.territories.models import Organisation
from tests import factories
from tests.crawling import SITE_MAP
from tests.store.leaks.hiding import (
    ADDRESS,
    CANARY,
    STATES,
    behind_a_password,
    edited_back_to_something_else,
    expired_though_the_scheduler_has_not_run,
    group_only,
    login_only,
    unpublished,
)

pytestmark = pytest.mark.django_db
SIMILAR = "/services/autre-registre/"
"""The sheet of a service that answers the same need: it shows those near it."""


def surfaces(town) -> list[str]:
    territory = f"territoire={town.key}"
    return [
        "/",
        "/services/",
        f"/services/?{territory}",
        f"/services/?{territory}&herite=oui",
        f"/services/?{territory}&usable=oui",
        "/services/?q=registre",
        "/services/?q=registre&tri=nom",
        "/services/?q=registr&theme=registres",
        "/services/suggestions/?q=registre",
        "/services/suggestions/?q=zibelin",
        "/services/?q=tenir+nos+listes",
        "/services/?q=tenir+nos+listes&theme=registres&tri=nom",
        "/services/suggestions/?q=tenir+nos+listes",
        "/themes/registres/",
        f"/territoires/{town.key}/",
        "/territoires/departement-42/",
        "/territoires/recherche/?q=saint",
        "/plan-du-site/",
        *SITE_MAP,
        SIMILAR,
        "/services/registre-cache/collectivites/",
        "/services/registre-cache/collectivites/declaree/",
        "/services/registre-cache/actualites/",
        "/services/registre-cache/actualites.atom",
        "/services/resultats.csv",
        f"/services/resultats.csv?q=registre&{territory}",
        "/services/resultats.atom",
        "/services/resultats.atom?q=registre",
        "/services/registre-cache/collectivites.csv",
        f"/comparer/?services=autre-registre&services=registre-cache&tout=1&{territory}",
    ]


def shown_at(client, address: str) -> str:
    return b"".join(client.get(address, follow=True)).decode().lower()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_sheet_that_is_not_public_appears_nowhere(client, hidden, town, state, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        state(hidden)
    for address in surfaces(town):
        shown = shown_at(client, address)
        for asked in ("q=zibelin", address):  # a page repeats what the visitor asked for
            shown = shown.replace(asked, "")
        assert CANARY not in shown, address
        assert ADDRESS not in shown or state is edited_back_to_something_else, address
    results = client.get("/services/", {"q": CANARY}).context["results"]
    assert results.total == 0
    assert sum(choice.count for panel in results.panels for choice in panel.choices) == 0
    if state is not edited_back_to_something_else:  # what it says publicly may be pinned
        assert client.get("/services/", {"q": "tenir nos listes"}).context["results"].total == 0


@pytest.mark.parametrize("state", STATES[:-1], ids=lambda state: state.__name__)
def test_its_own_address_shows_nothing_of_it(client, hidden, state, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        state(hidden)
    response = client.get(ADDRESS)
    if response.status_code == 302:
        assert response.url.startswith("/connexion/")
    else:
        assert response.status_code in (200, 404)  # 200: the page that asks for the password
        assert CANARY not in response.content.decode().lower()


def test_once_published_it_appears_everywhere(client, hidden, town, django_capture_on_commit_callbacks):
    """The surfaces above do show public sheets: the tests before would fail if they leaked."""
    with django_capture_on_commit_callbacks(execute=True):
        factories.publish(hidden)
    silent = [address for address in surfaces(town) if CANARY not in shown_at(client, address)]
    assert set(silent) <= {
        "/territoires/recherche/?q=saint",
        "/plan-du-site/",
        *SITE_MAP,
    }


def test_the_public_address_of_a_collectivite_is_written_to_and_shown_nowhere(
    client, hidden, town, django_capture_on_commit_callbacks
):
    """Also not to who looks for it: it is in no document of the index."""
    with django_capture_on_commit_callbacks(execute=True):
        for organisation in Organisation.objects.all():
            organisation.public_email = "sarcelle@commune.example"
            organisation.save()
        factories.publish(hidden)
    for address in [*surfaces(town), "/services/registre-cache/"]:
        shown = shown_at(client, address)
        assert "sarcelle" not in shown, address
    assert client.get("/services/", {"q": "sarcelle"}).context["results"].total == 0


@pytest.mark.parametrize(
    "state", [unpublished, expired_though_the_scheduler_has_not_run, login_only, group_only, behind_a_password]
)
def test_nor_does_the_introduction_of_a_catalogue_that_is_not_public(client, catalogue, state):
    catalogue.introduction = f"<p>Bienvenue, {CANARY}</p>"
    factories.publish(catalogue)
    assert CANARY in client.get("/services/").content.decode()
    state(catalogue)
    assert CANARY not in client.get("/services/").content.decode()
