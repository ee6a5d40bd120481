"""Who uses a service, summed up for its sheet."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from catalogue.deployments.adoption import adoption_of, in_use_by
from catalogue.territories.models import Containment
from tests import factories

pytestmark = pytest.mark.django_db


def departements(service):
    return {use.code: use.label for use in adoption_of(service).departements}


def test_each_status_is_counted_and_only_use_makes_a_user(country, use):
    service = factories.make_service(deployed_definition="Au moins un agent s'est connecté.")
    for territory, status in (
        (country.village, "en-production"),
        (country.neighbour, "pilote"),
        (country.cousin, "en-deploiement"),
        (country.stranger, "interet"),
        (country.big, "arrete"),
    ):
        use(service, territory, status)
    adoption = adoption_of(service)
    assert {count.label: count.count for count in adoption.statuses} == {
        "En production": 1,
        "En déploiement": 1,
        "Pilote": 1,
        "Intéressée": 1,
        "Arrêté": 1,
    }
    assert (adoption.deployed, adoption.in_use, adoption.population) == (1, 3, 16_500)
    assert [(kind.label, kind.count) for kind in adoption.kinds] == [("Communes", 3)]
    assert adoption.definition == "Au moins un agent s'est connecté."
    assert adoption.total == 5


def test_confirmed_and_declared_are_told_apart_the_rest_counts_nowhere(country, use):
    service = factories.make_service()
    day = date(2026, 3, 1)
    use(service, country.village, standing="confirmee", confirmed_on=day)
    use(service, country.neighbour, "pilote")
    use(service, country.cousin, standing="a-reconfirmer", confirmed_on=day)
    use(service, country.stranger, standing="contestee", contest_reason="Jamais eu.")
    use(service, country.big, "interet")
    adoption = adoption_of(service)
    assert (adoption.in_use, adoption.deployed, adoption.total, adoption.population) == (2, 1, 5, 10_500)
    assert (adoption.by_signature, adoption.apart) == ("1 confirmée, 1 déclarée", "1 à reconfirmer, 1 contestée")
    assert [(count.label, count.count) for count in adoption.statuses] == [
        ("En production", 1),
        ("Pilote", 1),
        ("Intéressée", 1),
    ]
    assert departements(service) == {
        "26": "Drôme (26) : 1 à reconfirmer",
        "29": "Finistère (29) : 1 contestée",
        "38": "Isère (38) : 1 en production, 1 pilote",
    }
    assert in_use_by(country.cousin) == frozenset()


def test_the_sheet_says_it(client, country, use):
    service = factories.make_service("Agenda")
    use(service, country.village, standing="confirmee", confirmed_on=date(2026, 3, 1))
    use(service, country.neighbour)
    use(service, country.stranger, standing="a-reconfirmer", confirmed_on=date(2025, 3, 1))
    said = " ".join(
        BeautifulSoup(client.get("/services/agenda/").content, "html.parser").find(id="usage").get_text(" ").split()
    )
    assert "2 organisations l'utilisent, de l'essai à la production : 1 confirmée, 1 déclarée" in said
    assert "Hors des comptes : 1 à reconfirmer." in said
    assert "Confirmé : 1 département" in said
    assert "À reconfirmer (points gris) : 1 département" in said


def test_a_commune_colours_its_departement_and_an_intercommunalite_all_that_it_crosses(country, use):
    service = factories.make_service()
    use(service, country.village)
    use(service, country.epci, "pilote")
    assert departements(service) == {
        "26": "Drôme (26) : 1 pilote",
        "38": "Isère (38) : 1 en production, 1 pilote",
    }


def test_a_region_colours_its_departements_and_says_so(country, use):
    service = factories.make_service()
    use(service, country.region)
    assert departements(service)["38"] == "Isère (38) : 1 en production, via la Région Auvergne-Rhône-Alpes"
    assert "29" not in departements(service)


def test_a_syndicat_colours_the_departements_of_its_members(country, use):
    syndicat = factories.make_territory("Syndicat Numérique", kind="syndicat", code="254200000")
    for member in (country.stranger, country.drome):
        Containment.objects.create(container=syndicat, member=member)
    service = factories.make_service()
    use(service, syndicat)
    assert departements(service) == {
        "26": "Drôme (26) : 1 en production, via le Syndicat Numérique",
        "29": "Finistère (29) : 1 en production, via le Syndicat Numérique",
    }


def test_an_overseas_collectivite_that_is_its_own_region_comes_through_nobody(catalogue, use):
    region = factories.make_territory("Saint-Martin", kind="region", code="978")
    factories.make_territory("Saint-Martin", kind="departement", code="978", inside=(region,))
    service = factories.make_service()
    use(service, region)
    assert departements(service) == {"978": "Saint-Martin (978) : 1 en production"}


def test_an_interest_or_an_end_colours_nothing(country, use):
    service = factories.make_service()
    use(service, country.isere, "interet")
    use(service, country.drome, "arrete")
    assert departements(service) == {}


def test_people_are_not_counted_twice_when_a_commune_and_its_region_both_use_it(country, use):
    service = factories.make_service()
    for territory in (country.village, country.epci, country.isere, country.region, country.finistere):
        use(service, territory)
    assert adoption_of(service).population == 8_000_000 + 900_000


def test_a_user_without_territory_counts_but_is_on_no_map(catalogue):
    service = factories.make_service()
    factories.make_deployment(service, factories.make_organisation("Un ministère"))
    adoption = adoption_of(service)
    assert (adoption.in_use, adoption.departements) == (1, ())


def test_the_same_queries_for_one_user_and_for_a_hundred(country, use, django_assert_max_num_queries):
    service = factories.make_service()
    syndicat = factories.make_territory("Syndicat", kind="syndicat", code="254200000", inside=())
    Containment.objects.create(container=syndicat, member=country.village)
    use(service, syndicat)
    for number in range(100):
        use(service, factories.make_territory(f"Commune {number}", inside=(country.isere,)))
    with django_assert_max_num_queries(3):
        assert adoption_of(service).in_use == 101


def test_a_service_that_nobody_uses_says_nothing(catalogue, django_assert_num_queries):
    service = factories.make_service()
    with django_assert_num_queries(1):
        adoption = adoption_of(service)
    assert not adoption
    assert adoption.in_use == adoption.population == 0


def test_what_a_territory_uses_is_known_through_it_or_its_organisation(country, use, django_assert_num_queries):
    direct, covering, interested = (factories.make_service() for _ in range(3))
    use(direct, country.isere)
    use(covering, country.isere, territory=country.epci)
    use(interested, country.isere, "interet")
    with django_assert_num_queries(1):
        assert in_use_by(country.isere) == {direct.pk, covering.pk}
    assert in_use_by(country.epci) == {covering.pk}
    assert in_use_by(country.isere.organisations.get()) == {direct.pk, covering.pk}
    assert in_use_by(country.drome) == frozenset()


@pytest.mark.parametrize(
    ("used", "living"),
    [(("rhone", "town"), 640_000), (("rhone", "lyon", "town"), 1_910_000), (("rhone", "village"), 480_000)],
)
def test_who_lives_in_the_metropole_of_lyon_is_not_an_inhabitant_of_the_departement_around_it(use, used, living):
    rhone = factories.make_territory("Rhône", kind="departement", code="69", population=480_000)
    lyon = factories.make_territory("Lyon", kind="epci", code="200046977", population=1_430_000, inside=(rhone,))
    town = factories.make_territory("Villeurbanne", code="69266", population=160_000, inside=(lyon, rhone))
    village = factories.make_territory("Feyzin", code="69001", population=2_000, inside=(rhone,))
    named = {"rhone": rhone, "lyon": lyon, "town": town, "village": village}
    service = factories.make_service()
    for name in used:
        use(service, named[name], "en-production")
    assert adoption_of(service).population == living
