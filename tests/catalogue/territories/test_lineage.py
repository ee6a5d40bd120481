"""What contains a territory, and why."""

import pytest

from catalogue.territories.lineage import contained, contained_links, lineage
from catalogue.territories.models import Containment, Kind
from tests import factories

pytestmark = pytest.mark.django_db


def told(territory):
    return [(link.territory.name, link.reason) for link in lineage(territory)]


@pytest.fixture
def syndicat(france):
    """A syndicat that holds an intercommunalité, a commune elsewhere and a whole département."""
    made = factories.make_territory("Syndicat mixte Numérique", kind=Kind.SYNDICAT, code="254200000")
    for key in ("epci-244200770", "commune-13004", "departement-38"):
        Containment.objects.create(container=made, member=france(key))
    return made


def test_saint_etienne_is_in_its_metropole_its_departement_and_its_region(france):
    assert told(france("commune-42218")) == [
        ("Saint-Étienne Métropole", "membre de Saint-Étienne Métropole"),
        ("Loire", "située dans le département de la Loire"),
        ("Auvergne-Rhône-Alpes", "située dans la région Auvergne-Rhône-Alpes"),
    ]


def test_arles_belongs_to_a_communaute_d_agglomeration(france):
    assert told(france("commune-13004"))[0] == (
        "CA d'Arles-Crau-Camargue-Montagnette",
        "membre de la CA d'Arles-Crau-Camargue-Montagnette",
    )


def test_an_intercommunalite_across_two_regions_is_partly_in_each(france):
    links = lineage(france("epci-200069722"))
    assert [(link.territory.name, link.partial) for link in links] == [
        ("Seine-Maritime", True),
        ("Somme", True),
        ("Hauts-de-France", True),
        ("Normandie", True),
    ]
    assert links[0].reason == "située en partie dans le département de la Seine-Maritime"


def test_its_communes_are_in_their_own_departement_only(france):
    aumale = [link.territory.name for link in lineage(france("commune-76035"))]
    assert aumale == ["CC Interrégionale Aumale - Blangy-sur-Bresle", "Seine-Maritime", "Normandie"]
    assert not contained(france("departement-80")).filter(code="76035").exists()


def test_an_island_without_intercommunalite_has_a_departement_and_a_region(france):
    assert [link.territory.name for link in lineage(france("commune-29083"))] == ["Finistère", "Bretagne"]


def test_a_syndicat_reaches_communes_through_their_intercommunalite(france, syndicat):
    saint_etienne = told(france("commune-42218"))
    assert saint_etienne[1] == (
        "Syndicat mixte Numérique",
        "via Saint-Étienne Métropole, membre du Syndicat mixte Numérique",
    )
    assert ("Syndicat mixte Numérique", "membre du Syndicat mixte Numérique") in told(france("commune-13004"))
    assert (
        "Syndicat mixte Numérique",
        "via le Département de l'Isère, membre du Syndicat mixte Numérique",
    ) in told(france("commune-38185"))


def test_a_syndicat_holds_what_its_members_hold(france, syndicat):
    names = {inside.name for inside in contained(syndicat)}
    assert {"Saint-Étienne Métropole", "Saint-Étienne", "Saint-Chamond", "Arles", "Isère", "Grenoble"} <= names
    assert "Roanne" not in names


def test_what_lies_inside_gives_the_same_reasons_as_lineage(france, syndicat):
    for top in (syndicat, france("region-84"), france("epci-200069722"), france("departement-76")):
        links = contained_links(top)
        assert {link.territory for link in links} == set(contained(top))
        for link in links:
            assert link.reason in {up.reason for up in lineage(link.territory) if up.territory == top}


def test_syndicats_that_hold_each_other_do_not_turn_for_ever(france, syndicat):
    other = factories.make_territory("Syndicat Autre", kind=Kind.SYNDICAT, code="254200001", inside=(syndicat,))
    Containment.objects.create(container=other, member=syndicat)
    assert other in [link.territory for link in lineage(france("commune-42218"))]
    assert other in contained(syndicat)


def test_a_lineage_costs_one_query_and_so_does_what_lies_inside(france, syndicat, django_assert_num_queries):
    arles = france("commune-13004")
    with django_assert_num_queries(1):
        lineage(arles)
    with django_assert_num_queries(1):
        list(contained(syndicat))
