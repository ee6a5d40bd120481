"""What the home page says, and that all of it is computed."""

import pytest
from bs4 import BeautifulSoup

from tests import factories

pytestmark = pytest.mark.django_db


def test_it_asks_for_a_need_before_anything_else(client, site):
    factories.make_service(themes=[factories.make_theme()])
    page = client.get("/").content.decode()
    assert page.index("De quoi votre collectivité a-t-elle besoin") < page.index("Chercher par thématique")
    assert 'role="search"' in page


def test_its_figures_follow_the_data(client):
    first = factories.make_service(themes=[factories.make_theme("Solidarité")])
    factories.make_service()
    factories.make_deployment(first, factories.make_organisation(territory=factories.make_territory()))
    figures = client.get("/").context["home"].figures
    assert (figures.services, figures.organisations, figures.territories) == (2, 1, 1)


def test_made_up_uses_are_labelled_as_such(client):
    service = factories.make_service("Service essayé")
    factories.make_deployment(service)
    assert "démonstration" not in client.get("/").content.decode()
    factories.make_deployment(service, is_demo=True)
    page = client.get("/").content.decode()
    assert "(démonstration comprise)" in page
    assert "(donnée de démonstration)" in page


def test_themes_lead_to_their_page_with_the_number_of_services(client):
    theme = factories.make_theme("Solidarité")
    factories.make_service(themes=[theme])
    page = client.get("/").content.decode()
    assert f'href="/themes/{theme.slug}/"' in page


def test_themes_come_in_the_order_that_editors_chose(client):
    for order, name in ((2, "Accessibilité"), (1, "Urbanisme"), (3, "Culture")):
        factories.make_service(themes=[factories.make_theme(name, order=order)])
    themes = client.get("/").context["home"].counts.themes
    assert [counted.theme.name for counted in themes] == ["Urbanisme", "Accessibilité", "Culture"]


def test_the_newest_and_the_most_used_services_are_shown(client):
    used, unused = factories.make_service("Service utilisé"), factories.make_service("Service neuf")
    factories.make_deployment(used)
    page = client.get("/").content.decode()
    assert page.index("Les plus utilisés") < page.index(used.action) < page.index("Nouveaux dans le Store")
    assert page.index("Nouveaux dans le Store") < page.index(unused.action)


def test_links_keep_the_territory_one_came_with(client):
    commune = factories.make_territory()
    service = factories.make_service()
    page = client.get(f"/?territoire={commune.key}").content.decode()
    assert f"/services/{service.slug}/?territoire={commune.key}" in page
    assert f'name="territoire" value="{commune.key}"' in page


def test_cards_say_whether_the_territory_one_came_with_may_use_the_service(client):
    factories.make_service("Ouvert")
    factories.make_service("Réservé", allowed_kinds=["departement"])
    page = client.get(f"/?territoire={factories.make_territory('Feurs').key}").content.decode()
    assert page.count("Utilisable chez vous") == 1
    assert "Pas utilisable par Feurs : réservé aux départements" in page


def test_a_service_is_shown_once(client):
    for service in [factories.make_service() for _ in range(4)]:
        factories.make_deployment(service)
    shown = [card.pk for cards in client.get("/").context["home"].cards.values() for card in cards]
    assert len(shown) == len(set(shown)) == 4


def test_it_costs_the_same_whatever_the_number_of_services(client, django_assert_max_num_queries):
    for number in range(8):
        factories.make_deployment(factories.make_service(themes=[factories.make_theme(f"Thème {number}")]))
    client.get("/")
    with django_assert_max_num_queries(40):  # those about needs are kept until somebody writes, outside of a test
        client.get("/")


@pytest.mark.django_db
def test_themes_and_services_stand_in_the_order_of_a_french_dictionary(client, site):
    for name in ("Zones", "Élections", "Eau", "Écoles"):
        factories.make_service(f"Service {name}", themes=[factories.make_theme(name)])
    shown = [count.theme.name for count in client.get("/").context["home"].counts.themes]
    assert shown == ["Eau", "Écoles", "Élections", "Zones"]


def test_eight_themes_have_their_pictogram_and_the_others_are_a_link_away(client, site):
    for number in range(9):
        factories.make_service(f"Service {number}", themes=[factories.make_theme(f"Thème {number}")])
    themes = BeautifulSoup(client.get("/").content, "html.parser").find(id="thematiques")
    assert len(themes.select(".store-themes--tiles svg")) == 8
    (others,) = themes.select("p a")
    assert "Thème 8" in client.get(others["href"].partition("#")[0]).text
