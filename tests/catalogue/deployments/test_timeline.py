"""Since when a service is used: what is known and what is made up are told apart."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from catalogue.deployments.adoption import adoption_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(catalogue):
    return factories.make_service("Agenda")


@pytest.fixture
def told(client, service):
    """The lines of the timeline that a visitor reads without opening anything, those folded, and the made-up line."""

    def read():
        section = BeautifulSoup(client.get("/services/agenda/").content, "html.parser").find(id="usage")
        made_up = section.find("p", class_="store-made-up")
        folded = [_words(line) for line in section.select(".store-fold .store-timeline > li")]
        shown = [_words(line) for line in section.select(".store-timeline > li")]
        return shown[: len(shown) - len(folded)], folded, _words(made_up) if made_up else ""

    return read


def _words(element):
    return " ".join(element.get_text(" ").split())


def test_the_timeline_tells_who_started_and_who_left(country, use, service, told):
    use(service, country.isere, since=date(2021, 1, 1))
    use(service, country.drome, "arrete", since=date(2021, 1, 1), until=date(2023, 5, 3))
    use(service, country.region, "interet", since=date(2024, 2, 1))
    shown, folded, made_up = told()
    assert shown == [
        "1er janvier 2021 Isère, Drôme commencent à l'utiliser",
        "3 mai 2023 Drôme cesse de l'utiliser",
        "1er février 2024 Auvergne-Rhône-Alpes se dit intéressée",
    ]
    assert (folded, made_up) == ([], "")


def test_what_is_made_up_the_same_day_neither_joins_nor_hides_what_is_known(country, use, service, told):
    use(service, country.drome, since=date(2021, 1, 1), is_demo=True)
    for number in range(6):
        town = factories.make_territory(f"Ville inventée {number}", inside=(country.isere,))
        use(service, town, "pilote", since=date(2021 + number % 2, 1, 1), is_demo=True)
    use(service, country.finistere, "arrete", since=date(2022, 1, 1), until=date(2024, 1, 1), is_demo=True)
    use(service, country.isere, since=date(2021, 1, 1))
    shown, folded, made_up = told()
    assert shown == ["1er janvier 2021 Isère commence à l'utiliser"]
    assert folded == []
    assert made_up == "Donnée de démonstration — mises en service : 4 en 2021, 4 en 2022 ; arrêts : 1 en 2024."


def test_what_does_not_count_is_not_told_and_the_page_says_so(country, use, service, client, told):
    use(service, country.isere, since=date(2021, 1, 1))
    assert "Sans les utilisations contestées" not in _sheet(client)
    use(service, country.drome, since=date(2022, 1, 1), standing="contestee", contest_reason="Jamais eu.")
    use(service, country.finistere, since=date(2023, 1, 1), standing="a-reconfirmer", confirmed_on=date(2024, 1, 1))
    use(service, country.village, since=date(2023, 1, 1), standing="contestee", contest_reason="Non.", is_demo=True)
    assert told() == (["1er janvier 2021 Isère commence à l'utiliser"], [], "")
    assert "Sans les utilisations contestées ou à reconfirmer, qui ne comptent pas." in _sheet(client)


def test_only_the_first_dates_are_shown_and_the_others_are_one_click_away(country, use, service, told):
    for month in range(1, 12):
        use(service, factories.make_territory(f"Ville {month}", inside=(country.isere,)), since=date(2024, month, 2))
    shown, folded, _ = told()
    assert shown[0] == "2 janvier 2024 Ville 1 commence à l'utiliser"
    assert len(shown) == 8
    assert folded == [f"2 {month} 2024 Ville {n} commence à l'utiliser" for month, n in _LAST_MONTHS]


_LAST_MONTHS = [("septembre", 9), ("octobre", 10), ("novembre", 11)]


def test_a_long_story_is_told_year_by_year(country, use, service):
    for month in range(1, 13):
        for year in (2024, 2025):
            town = factories.make_territory(f"Ville {year}-{month}", inside=(country.isere,))
            use(service, town, since=date(year, month, 1))
    events = adoption_of(service).timeline.known
    assert [(event.iso, event.when) for event in events] == [("2024", "2024"), ("2025", "2025")]
    assert events[0].label.endswith("et 7 autres commencent à l'utiliser")


def test_the_sheet_says_how_many_uses_are_made_up(country, use, service, client):
    use(service, country.isere)
    assert "démonstration" not in client.get("/services/agenda/").content.decode()
    use(service, country.drome, is_demo=True)
    assert "1 des 2 utilisations ci-dessous est inventée pour la démonstration" in _sheet(client)
    service.deployments.filter(is_demo=False).delete()
    assert "Toutes les utilisations ci-dessous sont inventées pour la démonstration" in _sheet(client)


def _sheet(client):
    return _words(BeautifulSoup(client.get("/services/agenda/").content, "html.parser"))
