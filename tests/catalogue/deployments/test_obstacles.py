"""Why others stopped: told in numbers, and only when nobody can be recognised."""

from collections import Counter
from datetime import date

import pytest
from bs4 import BeautifulSoup

from catalogue.deployments.figure_keys import UseRecord, count_keys_of
from catalogue.deployments.obstacles import obstacles_of
from catalogue.deployments.territory_places import TerritoryPlace
from tests import factories


def stop(reason="technique", stratum="moins-500", **fields):
    """What the figures count of one that stopped."""
    place = TerritoryPlace("commune-1", "commune", "1", stratum, 300) if stratum else None
    fields = {"status": "arrete", "standing": "declaree", "is_demo": False, **fields}
    nothing = dict.fromkeys(UseRecord._fields, None)
    return Counter(count_keys_of(UseRecord(**{**nothing, "stop_reason": reason, **fields}), place))


def told_of(*stops):
    return obstacles_of(sum(stops, Counter()))


def by_size(*stops):
    return told_of(*stops).by_size


def test_two_stops_are_not_told():
    others = [stop(status="pilote"), stop(standing="contestee")]
    assert told_of(stop(), stop(), *others) is None


def test_reasons_are_counted_the_most_frequent_first():
    told = told_of(stop(), stop("ressources"), stop("ressources", is_demo=True))
    assert (told.stops, told.made_up) == (3, 1)
    assert told.reasons == "manque de ressources (2), difficulté technique (1)"
    assert told.by_size == (
        "Territoires de moins de 500 habitants : manque de ressources (2), difficulté technique (1)",
    )


def test_a_size_with_few_stops_is_not_told_apart():
    small, medium = [stop() for _ in range(3)], [stop("autre", "500-1999") for _ in range(3)]
    few = [stop("arbitrage", "2000-3499")]
    assert len(by_size(*small, *medium)) == 2
    assert by_size(*small, *few) == ()
    assert len(by_size(*small, *medium, *few * 3)) == 3


def test_what_is_left_over_is_never_one_or_two_stops():
    small, medium = [stop() for _ in range(4)], [stop("autre", "500-1999") for _ in range(3)]
    one = [stop("arbitrage", "2000-3499")]
    assert by_size(*small, *medium, *one) == ("Territoires de moins de 500 habitants : difficulté technique (4)",)
    assert by_size(*small, *medium, *[stop("arbitrage", "")] * 3) == (
        "Territoires de moins de 500 habitants : difficulté technique (4)",
        "Territoires de 500 à 1 999 habitants : autre (3)",
    )


@pytest.mark.django_db
def test_the_sheet_tells_them_without_the_notes(client, country, use):
    service = factories.make_service("Agenda")
    for territory in (country.village, country.neighbour, country.cousin):
        fields = {"stop_reason": "ressources", "stop_note": "Départ de Mme Secret", "until": date(2025, 1, 1)}
        use(service, territory, "arrete", is_demo=territory == country.village, **fields)
    page = client.get("/services/agenda/").content.decode()
    said = " ".join(BeautifulSoup(page, "html.parser").find(id="usage").get_text(" ").split())
    assert "Obstacles rencontrés D'après 3 arrêts (1 inventé pour la démonstration) : manque de ressources (3)." in said
    assert "Territoires de 3 500 à 9 999 habitants : manque de ressources (3)." in said
    assert "Secret" not in page
