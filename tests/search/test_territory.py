"""What changes once a visitor has chosen a territory."""

import random

import pytest

from catalogue.deployments.adoption import in_use_by
from catalogue.services.models import Phase, RequiredService
from catalogue.services.rules.eligibility import judge, rules_of
from catalogue.territories.models import Kind
from tests import factories
from tests.search.asking import ask, counts, found, names

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(3))
def test_usable_here_is_what_the_rules_of_each_service_say(catalogue, seed):
    """The filter of the engine and the judgement shown on each sheet agree, over random rules and territories."""
    rng = random.Random(seed)
    pages = []
    for number in range(14):
        low, high = rng.choice([None, 0, 500, 3000]), rng.choice([None, 2999, 3000, 50_000])
        pages.append(
            factories.make_service(
                f"Service {number}",
                allowed_kinds=rng.sample(Kind.values, rng.choice([0, 0, 1, 3])),
                population_min=low,
                population_max=high if low is None or high is None or high >= low else None,
                phase=rng.choice(["", "", *Phase.values]),
                required_services=[RequiredService(service=rng.choice(pages))] if pages and rng.random() < 0.4 else [],
            )
        )
    for kind, population in (("commune", 3000), ("commune", 0), ("epci", 2999), ("region", None), ("commune", 60_000)):
        territory = factories.make_territory(f"Lieu {kind}", kind=kind, population=population)
        user = factories.make_organisation(territory=territory)
        for page in rng.sample(pages, 3):
            factories.make_deployment(page, user, status=rng.choice(["pilote", "en-production", "interet"]))
        in_use = in_use_by(territory)
        usable = {p.title for p in pages if judge(rules_of(p), kind, population, in_use).usable}
        shown = ask(territoire=territory.key)
        assert found(usable="oui", territoire=territory.key) == usable
        assert counts(shown, "usable").get("oui", 0) == len(usable)
        assert {hit.sheet.title for hit in shown.hits if hit.usability.usable} == usable


def test_without_a_territory_nobody_is_told_what_they_may_use(catalogue):
    factories.make_service("Tréteaux", allowed_kinds=["region"])
    results = ask(usable="oui", herite="epci-200000001")
    assert results.total == 1
    assert results.hits[0].usability is None
    assert {panel.name for panel in results.panels} & {"usable", "herite"} == set()


def test_a_commune_sees_what_its_epci_already_uses(catalogue):
    epci = factories.make_territory("CC du Guiers", kind="epci", code="200000001")
    commune = factories.make_territory("Pont", inside=(epci,))
    shared = factories.make_service("Tréteaux")
    factories.make_deployment(shared, factories.make_organisation(territory=epci))
    factories.make_service("Coulisses")
    results = ask(territoire=commune.key)
    assert counts(results, "herite") == {"epci-200000001": 1}
    assert found(territoire=commune.key, herite="epci-200000001") == {"Tréteaux"}
    assert results.hits[0].url == f"/services/treteaux/?territoire={commune.key}"


def test_another_territory_than_those_around_is_not_a_choice(catalogue):
    far = factories.make_territory("CC de loin", kind="epci", code="200000009")
    commune = factories.make_territory("Pont")
    factories.make_service("Tréteaux")
    assert names(ask(territoire=commune.key, herite=far.key)) == ["Tréteaux"]


@pytest.mark.parametrize("key", ["commune-00000", "planet-1", "'", "commune-", "x" * 500])
def test_an_unknown_territory_is_no_territory(catalogue, key):
    factories.make_service("Tréteaux")
    results = ask(territoire=key)
    assert results.territory is None
    assert results.canonical_url == "/services/"


def test_the_territory_stays_chosen_when_filters_are_cleared(catalogue):
    commune = factories.make_territory("Pont")
    factories.make_service("Tréteaux", phase="pilote")
    assert ask(territoire=commune.key, phase="pilote").clear_url == f"/services/?territoire={commune.key}"
