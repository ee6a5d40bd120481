"""Since when a service is used, on its sheet: bars with a title and words, and the same numbers in a table."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(catalogue):
    return factories.make_service("Agenda")


@pytest.fixture
def usage(client, service):
    return lambda: BeautifulSoup(client.get("/services/agenda/").content, "html.parser").find(id="usage")


def _words(element):
    return " ".join(element.get_text(" ").split())


def _rows(section):
    return [[_words(cell) for cell in row.find_all(["th", "td"])] for row in section.select("table tr")]


def test_the_bars_and_their_table_tell_how_use_grew(country, use, service, usage, time_machine_at):
    time_machine_at("2023-06-10T10:00:00Z")
    use(service, country.isere, since=date(2021, 1, 1))
    use(service, country.drome, "arrete", since=date(2021, 1, 1), until=date(2023, 5, 3))
    use(service, country.region, "interet", since=date(2022, 2, 1))
    use(service, country.village)
    section = usage()
    assert _rows(section) == [
        ["2021", "2 (2 commencées)"],
        ["2022", "2"],
        ["2023 (en cours)", "1 (1 arrêtée)"],
    ]
    drawing = section.find("svg", class_="store-chart")
    assert drawing["aria-label"] == "Organisations qui utilisent le service, à la fin de chaque période"
    assert _words(section.find(id=drawing["aria-describedby"])) == "2 (2021), 1 (2023)"
    assert [_words(text) for text in drawing.find_all("text")] == ["2021 : 2", "2023 : 1"]
    assert "1 utilisation sans date connue n'y figure pas." in _words(section)


def test_a_sheet_keeps_to_four_periods(country, use, service, usage, time_machine_at):
    time_machine_at("2026-06-10T10:00:00Z")
    for year in range(2015, 2025):
        use(service, factories.make_territory(f"Ville {year}", inside=(country.isere,)), since=date(year, 1, 1))
    rows = _rows(usage())
    assert rows[0] == ["Jusqu'à 2023", "9 (9 commencées)"]
    assert len(rows) == 4 and rows[-1] == ["2026 (en cours)", "10"]


def test_the_sheet_says_how_many_uses_are_made_up(country, use, service, client, usage):
    use(service, country.isere)
    assert "démonstration" not in client.get("/services/agenda/").content.decode()
    use(service, country.drome, is_demo=True)
    assert "1 des 2 utilisations ci-dessous est inventée pour la démonstration" in _words(usage())
    service.deployments.filter(is_demo=False).delete()
    assert "Toutes les utilisations ci-dessous sont inventées pour la démonstration" in _words(usage())
