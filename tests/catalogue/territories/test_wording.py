"""French around names."""

import pytest

from catalogue.territories.models import Territory
from catalogue.territories.wording import inside, official_name, place, via


@pytest.mark.parametrize(
    ("kind", "code", "name", "expected"),
    [
        ("departement", "62", "Pas-de-Calais", "Département du Pas-de-Calais"),
        ("departement", "38", "Isère", "Département de l'Isère"),
        ("departement", "22", "Côtes-d'Armor", "Département des Côtes-d'Armor"),
        ("departement", "84", "Vaucluse", "Département de Vaucluse"),
        ("departement", "35", "Ille-et-Vilaine", "Département d'Ille-et-Vilaine"),
        ("departement", "67", "Bas-Rhin", "Collectivité européenne d'Alsace"),
        ("departement", "975", "Saint-Pierre-et-Miquelon", "Saint-Pierre-et-Miquelon"),
        ("region", "53", "Bretagne", "Région Bretagne"),
        ("region", "94", "Corse", "Collectivité de Corse"),
        ("commune", "42218", "Saint-Étienne", "Saint-Étienne"),
    ],
)
def test_a_collectivite_has_the_name_it_gives_itself(kind, code, name, expected):
    assert official_name(Territory(kind=kind, code=code, name=name)) == expected


def test_what_comes_from_above_says_through_whom():
    assert via(Territory(kind="departement", code="38", name="Isère")) == "via le Département de l'Isère"
    assert via(Territory(kind="region", code="53", name="Bretagne")) == "via la Région Bretagne"


def test_an_overseas_collectivite_is_called_neither_departement_nor_region():
    for kind in ("departement", "region"):
        territory = Territory(kind=kind, code="987", name="Polynésie française")
        assert place(territory) == "la collectivité de Polynésie française"


@pytest.mark.parametrize(
    ("kind", "code", "name", "expected"),
    [
        ("commune", "42094", "Feurs", "à Feurs"),
        ("commune", "76351", "Le Havre", "au Havre"),
        ("commune", "97101", "Les Abymes", "aux Abymes"),
        ("commune", "17300", "La Rochelle", "à La Rochelle"),
        ("epci", "200000172", "CC Faucigny - Glières", "dans la CC Faucigny - Glières"),
        ("departement", "42", "Loire", "dans le département de la Loire"),
    ],
)
def test_one_is_inside_of_a_territory_in_its_own_way(kind, code, name, expected):
    assert inside(Territory(kind=kind, code=code, name=name)) == expected
