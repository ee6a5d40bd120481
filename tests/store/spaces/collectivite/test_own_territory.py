"""« Voir pour ma collectivité »: offered by a link; the address stays the whole state of a page."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("/services/?q=rdv", "/services/?q=rdv&amp;territoire=commune-42218"),
        ("/services/?q=rdv&page=2", "/services/?q=rdv&amp;territoire=commune-42218"),
        ("/services/rdv/", "/services/rdv/?territoire=commune-42218"),
        ("/", "/?territoire=commune-42218"),
    ],
)
def test_an_agent_is_offered_the_page_seen_from_their_collectivite(us, service, page, link):
    shown = us.get(page).content.decode()
    assert f'href="{link}"' in shown
    assert "Utilisable par" not in shown


def test_the_link_leads_to_the_verdict_for_it(us, service):
    shown = us.get("/services/rdv/?territoire=commune-42218").content.decode()
    assert "Utilisable par Saint-Étienne" in shown
    assert "Voir pour ma collectivité" not in shown


def test_others_are_offered_nothing(client, service):
    for page in ("/", "/services/", "/services/rdv/"):
        assert "Voir pour ma collectivité" not in client.get(page).content.decode()
