"""Facets: what a count promises is what a click finds."""

import random
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.core.checks import run_checks

from catalogue.deployments.models import Deployment, Status
from catalogue.services.models import Family, Phase, Rgaa, ServicePage
from search.answering.query import SearchQuery
from search.answering.search_vocabulary import load_vocabulary
from search.collections import SERVICES
from tests import factories
from tests.search.asking import ask, counts, follow, found, names

pytestmark = pytest.mark.django_db


@pytest.fixture
def france(catalogue):
    regions = [
        factories.make_territory(name, kind="region", code=code) for name, code in (("Alpes", "84"), ("Sud", "93"))
    ]
    return [
        factories.make_territory(name, kind="departement", code=code, inside=(regions[region],))
        for name, code, region in (("Isère", "38", 0), ("Savoie", "73", 0), ("Var", "83", 1))
    ]


def random_catalogue(seed: int, departements: list) -> list[ServicePage]:
    """20 services with random classifications and deployments."""
    rng = random.Random(seed)
    themes = [factories.make_theme(f"Thème {n}") for n in range(6)]
    audiences = [factories.make_audience(f"Public {n}") for n in range(4)]
    vehicles = [factories.make_vehicle(f"Structure {n}") for n in range(3)]
    connections = [factories.make_connection(f"Connexion {n}") for n in range(3)]
    bodies = [factories.make_organisation(territory=place) for place in departements]
    pages = []
    for number in range(20):
        page = factories.make_service(
            f"Service {seed} {number}",
            action=rng.choice(["Gérer la cantine", "Prêter les salles"]),
            themes=rng.sample(themes, rng.randint(0, 3)),
            audiences=rng.sample(audiences, rng.randint(0, 4)),
            connections=rng.sample(connections, rng.randint(0, 2)),
            vehicle=rng.choice([None, *vehicles]),
            phase=rng.choice(["", *Phase.values]),
            family=rng.choice(["", *Family.values]),
            rgaa_state=rng.choice(Rgaa.values),
            licence=rng.choice(["", "MIT", "AGPL-3.0-only"]),
        )
        for body in rng.sample(bodies, rng.randint(0, 2)):
            factories.make_deployment(page, body, status=rng.choice(Status.values))
        pages.append(page)
    return pages


def facts_of(page: ServicePage) -> dict[str, set[str]]:
    """What each facet says of a service, read from its fields one by one."""
    deployments = list(Deployment.objects.filter(service=page).select_related("territory"))
    deployed = {d.territory for d in deployments if d.status == Status.EN_PRODUCTION}
    return {
        "theme": {theme.slug for theme in page.themes.all()},
        "public": {audience.slug for audience in page.audiences.all()},
        "phase": {page.phase} - {""},
        "famille": {page.family} - {""},
        "structure": {page.vehicle.slug} if page.vehicle else set(),
        "licence": {{"": "inconnue", "MIT": "permissive"}.get(page.licence, "reciproque")},
        "rgaa": {page.rgaa_state},
        "connexion": {connection.slug for connection in page.connections.all()},
        "adoption": {d.status for d in deployments},
        "departement": {key for place in deployed for key in (place.key, *(c.key for c in place.containers.all()))},
        "word": {"cantine" if "cantine" in page.action else "salles"},
    }


@pytest.mark.parametrize("seed", range(2))
def test_counts_and_results_are_those_of_a_count_by_hand(france, seed):
    """Or inside a facet, and across facets; a facet's counts ignore its own selection."""
    facts = {page.title: facts_of(page) for page in random_catalogue(seed, france)}
    rng = random.Random(seed)
    vocabulary = load_vocabulary()
    for _ in range(20):
        asked = {
            facet.name: rng.sample(sorted(vocabulary.labels[facet.name]), min(rng.randint(1, 2), 3))
            for facet in rng.sample(SERVICES.counted_facets, rng.randint(0, 3))
        }
        word = rng.choice(["", "cantine", "salles"])
        results = ask(word, **asked)
        conditions = {**asked, **({"word": [word]} if word else {})}
        assert results.total == len(matching(facts, conditions))
        for facet in SERVICES.counted_facets:
            others = {name: values for name, values in conditions.items() if name != facet.name}
            shown = counts(results, facet.name)
            for value in vocabulary.labels[facet.name]:
                expected = sum(value in facts[title][facet.name] for title in matching(facts, others))
                if value in shown or facet.name != "departement":  # départements are folded under their région
                    assert shown.get(value, 0) == expected, (facet.name, value, asked, word)


def matching(facts: dict, conditions: dict) -> list[str]:
    return [
        title
        for title, values in facts.items()
        if all(values[name] & set(wanted) for name, wanted in conditions.items())
    ]


def test_departements_appear_under_the_region_one_selects(france):
    isere, savoie, _ = france
    page = factories.make_service("Tréteaux")
    factories.make_deployment(page, factories.make_organisation(territory=isere))
    other = factories.make_service("Coulisses")
    factories.make_deployment(other, factories.make_organisation(territory=savoie))
    assert counts(ask(), "departement") == {"region-84": 2}
    assert counts(ask(departement="region-84"), "departement") == {
        "region-84": 2,
        "departement-38": 1,
        "departement-73": 1,
    }
    assert found(departement="departement-38") == {"Tréteaux"}
    assert found(departement=["departement-38", "departement-73"]) == {"Tréteaux", "Coulisses"}


def test_the_commune_of_an_epci_that_crosses_into_another_departement_is_only_in_its_own(france):
    isere, savoie, _ = france
    epci = factories.make_territory("CC du Guiers", kind="epci")
    for departement in (isere, savoie):
        epci.outer_links.create(container=departement, partial=True)
    commune = factories.make_territory("Pont", inside=(epci, isere))
    in_commune, in_epci = factories.make_service("Tréteaux"), factories.make_service("Coulisses")
    factories.make_deployment(in_commune, factories.make_organisation(territory=commune))
    factories.make_deployment(in_epci, factories.make_organisation(territory=epci))
    assert found(departement="departement-38") == {"Tréteaux", "Coulisses"}
    assert found(departement="departement-73") == {"Coulisses"}


def test_a_selected_value_never_vanishes_and_can_be_removed(catalogue):
    factories.make_service("Tréteaux", phase="pilote", action="Jouer")
    results = ask("introuvable", phase="pilote")
    assert counts(results, "phase") == {"pilote": 0}
    [chip] = results.chips
    assert (chip.facet_label, chip.label) == ("Avancement", "Pilote")
    assert chip.remove_url == "/services/?q=introuvable"


def test_nothing_found_offers_what_one_condition_less_would_find(catalogue):
    culture = factories.make_theme("Culture")
    factories.make_service("Tréteaux", action="Jouer dehors", themes=[culture], phase="pilote")
    factories.make_service("Coulisses", action="Jouer dedans", phase="construction")
    results = ask("jouer", theme="culture", phase="construction")
    assert results.total == 0
    offers = {r.label: r.total for r in results.relaxations}
    assert offers == {
        "sans le filtre Thématique (Culture)": 1,
        "sans le filtre Avancement (Construction)": 1,
    }
    for relaxation in results.relaxations:
        assert follow(relaxation.url).total == relaxation.total


def test_equal_questions_have_one_address(catalogue):
    for name in ("Culture", "Sport"):
        factories.make_service(name, themes=[factories.make_theme(name)], phase="pilote")
    shuffled = ask(phase="pilote", theme=["sport", "culture", "sport", "inconnu"], tri="adoption", page="1", q="  ")
    assert shuffled.canonical_url == "/services/?theme=culture&theme=sport&phase=pilote"


def test_sorts(catalogue):
    for name, users in (("Émile", 0), ("Zoé", 2), ("abel", 1)):
        page = factories.make_service(name)
        for _ in range(users):
            factories.make_deployment(page)
    assert names(ask(tri="nom")) == ["abel", "Émile", "Zoé"]
    assert names(ask(tri="adoption")) == ["Zoé", "abel", "Émile"]
    assert [(hit.in_use, hit.deployed) for hit in ask().hits] == [(2, 2), (1, 1), (0, 0)]


def test_what_was_published_last_comes_first(catalogue, time_machine_at):
    for day, name in ((3, "Émile"), (1, "Zoé"), (2, "abel")):
        time_machine_at(datetime(2026, 3, day, tzinfo=UTC))
        factories.make_service(name)
    assert names(ask(tri="recent")) == ["Émile", "abel", "Zoé"]


def test_equals_are_not_ranked_by_their_name_nor_by_their_age(catalogue):
    """Thirty services that differ in nothing: their order is stable, and is neither that of names nor of creation."""
    for number in range(30):
        factories.make_service(f"Service {number:02}", action="Gérer la cantine", summary="Cantine.")
    for asked in ({"query": "cantine"}, {}):
        first, second = ask(**asked), ask(**asked, page="2")
        order = [hit.sheet.title for hit in [*first.hits, *second.hits]]
        assert len(set(order)) == 30
        assert order not in (sorted(order), sorted(order, reverse=True))
        assert order == [hit.sheet.title for hit in [*ask(**asked).hits, *ask(**asked, page="2").hits]]


def test_pages_of_results(catalogue):
    for number in range(45):
        factories.make_service(f"Service {number:02}")
    seen = [hit.sheet.title for page in "123" for hit in ask(tri="nom", page=page).hits]
    assert seen == [f"Service {number:02}" for number in range(45)]
    last = ask(tri="nom", page="9")
    assert (last.pagination.number, last.pagination.count, len(last.hits)) == (3, 3, 5)
    assert last.pagination.next_url == ""
    assert last.pagination.previous_url == "/services/?tri=nom&page=2"


def test_every_facet_is_declared_indexed_and_labelled():
    assert run_checks(tags=["search"]) == []
    assert {facet.name for facet in SERVICES.facets} == set(load_vocabulary().labels)


def test_a_theme_has_its_page(client, catalogue):
    culture = factories.make_theme("Culture")
    factories.make_service("Tréteaux", themes=[culture])
    factories.make_service("Coulisses")
    response = client.get("/themes/culture/")
    results = response.context["results"]
    assert [hit.sheet.title for hit in results.hits] == ["Tréteaux"]
    assert results.canonical_url == "/themes/culture/"
    assert results.query == SearchQuery(selected=(("theme", ("culture",)),))
    assert client.get("/themes/inconnu/").status_code == 404


def test_the_page_of_a_theme_applies_no_filter_that_it_does_not_show(client, catalogue):
    theme = factories.make_theme("Santé")
    factories.make_service("Rdv", themes=[theme], phase="pilote")
    factories.make_service("Visio", themes=[theme], phase="construction")
    shown = client.get("/themes/sante/?phase=pilote&q=rdv&tri=nom")
    assert shown.context["results"].total == 2
    assert shown.context["results"].canonical_url == "/themes/sante/"


def test_the_page_of_a_theme_starts_with_three_services_then_rows_that_say_whether_one_may_use_them(client, catalogue):
    theme, place = factories.make_theme("Santé"), factories.make_territory("Pont")
    for number in range(5):
        factories.make_service(f"Service {number}", action=f"Besoin {number}", themes=[theme])
    page = BeautifulSoup(client.get(f"/themes/sante/?territoire={place.key}").content, "html.parser")
    assert [heading.get_text() for heading in page.main.find_all("h2")] == ["Pour commencer", "Les autres services"]
    assert len(page.select(".store-card")) == 3
    assert len(page.select(".store-uses > li")) == 2
    assert len(page.find_all(string="Utilisable chez vous")) == 5
    assert page.find("a", string="Filtrer ces services (5)")["href"] == f"/services/?theme=sante&territoire={place.key}"


def test_the_page_of_a_theme_without_services_says_so(client, catalogue):
    factories.make_theme("Santé")
    page = client.get("/themes/sante/").content.decode()
    assert "Aucun service n'est encore classé dans cette thématique." in page
    assert 'class="store-cards"' not in page and "Filtrer ces services" not in page
    assert 'href="/services/">Voir tous les services' in page
