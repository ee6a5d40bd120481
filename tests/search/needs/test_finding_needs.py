"""People look for a need by its words, narrow by facets, and say the need that nobody has said."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from catalogue.needs.grouping import group
from catalogue.needs.journal import anct
from catalogue.needs.models import Need
from catalogue.territories.models import PriorityPolicy
from search.answering.similar import similar_needs, similar_services
from search.collections import NEEDS
from search.indexing import outbox
from tests import factories
from tests.search.asking import counts
from tests.search.needs.asking import ask, make_town, open_consultation, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def needs():
    """Two contributions and a proposition, in two consultations."""
    first, second = open_consultation("Première"), open_consultation("Seconde")
    region = factories.make_territory("Bretagne", kind="region", code="53")
    finistere = factories.make_territory("Finistère", kind="departement", code="29", inside=(region,))
    town = make_town("Morlaix", inside=(finistere,))
    roads, meals = factories.make_theme("Voirie"), factories.make_theme("Restauration", slug="restauration")
    policy = PriorityPolicy.objects.create(slug="essai", name="Politique d'essai")
    pothole = factories.make_contribution(
        "Signaler un nid-de-poule", consultation=first, organisation=town, themes=[roads], policy=policy
    )
    service = {"kind": "service", "service_url": "https://cantine.example", "service_operator": "La ville"}
    canteen = factories.make_contribution(
        "Gérer la cantine scolaire", consultation=second, organisation=town, themes=[meals], **service
    )
    incident = factories.make_proposition("Signaler tout incident", consultation=first, themes=[roads])
    group(incident, [pothole], "Même besoin.", anct())
    return {"pothole": pothole, "canteen": canteen, "incident": incident}


def test_a_need_is_found_by_its_words_misspelled_or_not(needs):
    assert titles("nids de poules")[0] == "Signaler un nid-de-poule"
    assert titles("cantinne") == ["Gérer la cantine scolaire"]
    assert set(titles("signaler")) == {"Signaler un nid-de-poule", "Signaler tout incident"}
    assert len(titles("Commune de Morlaix")) == 2


@pytest.mark.parametrize(
    ("facet", "expected"),
    [
        ("theme", {"voirie": 2, "restauration": 1}),
        ("phase", {"regroupement": 1, "soutien": 1, "recueil": 1}),
        ("nature", {"besoin": 1, "service": 1, "proposition": 1}),
        ("departement", {"region-53": 2}),
        ("politique", {"essai": 1}),
        ("etat", {"regroupee": 1, "acceptee": 1, "proposee": 1}),
        ("consultation", {"premiere": 2, "seconde": 1}),
    ],
)
def test_each_facet_counts_and_narrows(needs, facet, expected):
    assert counts(ask(), facet) == expected
    for value, number in expected.items():
        narrowed = ask(**{facet: value})
        assert (narrowed.total, len(narrowed.hits)) == (number, number)
        inside = {"departement-29": 2} if facet == "departement" else {}  # shown once their région is chosen
        assert counts(narrowed, facet) == expected | inside


def test_a_card_says_what_it_is_who_asks_and_where_it_stands(needs):
    page = BeautifulSoup(Client().get("/besoins/", {"q": "poule"}).content, "html.parser")
    (card,) = page.select(".store-card")
    assert card.h3.a["href"] == f"/besoins/{needs['pothole'].pk}/"
    said = " ".join(card.get_text().split())
    for told in ("Signaler un nid-de-poule Besoin", "Regroupée", "Commune de Morlaix", "Voirie"):
        assert told in said
    assert page.select_one("link[rel=canonical]")["href"].endswith("/besoins/?q=poule")
    assert page.select_one("form#filters")["action"] == "/besoins/"


def test_needs_are_sorted_by_date_by_name_and_by_their_words(needs):
    Need.objects.exclude(pk=needs["canteen"].pk).update(public_since=timezone.now() - timedelta(days=2))
    outbox.mark_dirty(Need.objects.values_list("pk", flat=True), NEEDS)
    assert titles()[0] == "Gérer la cantine scolaire"
    assert titles(tri="nom")[0] == "Gérer la cantine scolaire"
    assert titles("incident", tri="pertinence")[0] == "Signaler tout incident"


def test_what_is_typed_is_completed(needs):
    items = Client().get("/besoins/suggestions/", {"q": "canti"}).json()["items"]
    assert items[0] == {
        "group": "Besoins",
        "label": "Gérer la cantine scolaire",
        "detail": "Service qui marche",
        "url": f"/besoins/{needs['canteen'].pk}/",
    }


@pytest.mark.parametrize("address", ["/besoins/", "/services/"])
def test_what_nobody_has_said_becomes_a_need_with_the_words_typed(needs, address):
    factories.make_service("Tréteaux")
    page = BeautifulSoup(Client().get(address, {"q": "zyzomys & <b>"}).content, "html.parser")
    (link,) = page.select(".store-nothing a[href^='/besoins/dire/']")
    assert link["href"] == "/besoins/dire/?titre=zyzomys%20%26%20%3Cb%3E"


@pytest.mark.parametrize(
    "question",
    [
        "q=" + "a" * 10_000,
        "q=%00%FF",
        "page=-1",
        "page=1e9",
        "tri=prix",
        "theme=inconnu",
        "vue=tableau",
        "etat=x&etat=y",
    ],
)
def test_nonsense_gets_a_sane_page(needs, question):
    response = Client().get(f"/besoins/?{question}")
    assert response.status_code == 200
    assert not response.context["results"].notice


def test_without_an_index_the_database_answers(needs, settings):
    settings.SEARCH_INDEX_DIR = "/proc/nowhere/index"
    results = Client().get("/besoins/", {"q": "cantine"}).context["results"]
    assert [hit.need.title for hit in results.hits] == ["Gérer la cantine scolaire"]
    assert "le titre et le texte des besoins" in results.notice


def test_what_exists_already_is_found_near_a_text_with_a_score(needs):
    factories.make_service("Voirie sur Demande", action="Signaler un nid-de-poule", summary="Pour la voirie.")
    text = "Les habitants veulent signaler un nid-de-poule à la mairie"
    near = similar_needs(text)
    assert near[0].hit.pk == needs["pothole"].pk
    assert [one.score for one in near] == sorted((one.score for one in near), reverse=True)
    assert all(0 < one.score <= 1 for one in near)
    assert needs["pothole"].pk not in [one.hit.pk for one in similar_needs(text, without=[needs["pothole"].pk])]
    assert [one.hit.title for one in similar_services("nid de poule")] == ["Voirie sur Demande"]
    assert similar_needs("zyzomys") == similar_needs("") == []


def test_the_page_costs_the_same_whatever_the_number_of_needs(needs, django_assert_max_num_queries):
    titles()
    with django_assert_max_num_queries(10):
        titles("signaler")
