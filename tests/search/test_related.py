"""At the end of a sheet, a visitor finds the other services that answer the same need."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from catalogue.services.models import ServicePage
from search.answering.related import related
from search.engines import get_engine
from search.indexing import locks, syncing
from tests import factories
from tests.catalogue.services.reading import open_sheet, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def meetings():
    return factories.make_theme("Réunions")


@pytest.fixture
def visio(meetings):
    return factories.make_service("Visio", action="Tenir des réunions en visioconférence", themes=[meetings])


@pytest.fixture(autouse=True)
def others(catalogue, visio, meetings):
    """One service that is near, three that have nothing in common with it; all are indexed."""
    factories.make_service("Audioconf", action="Tenir une réunion par téléphone", themes=[meetings])
    for name, action in {
        "Cantine": "Commander les repas",
        "Voirie": "Réparer une rue",
        "Eau": "Relever les compteurs",
    }.items():
        factories.make_service(name, action=action)
    reindex()


def reindex():
    """In so small a catalogue, the traces of documents written again outnumber the documents."""
    syncing.sync_quietly()
    call_command("rebuild_index", verbosity=0)


def near(client, page, query: str = "") -> list[str]:
    section = open_sheet(client, page, query).find(id="proches")
    return [words(item) for item in section.ul.find_all("li")] if section else []


def links(client, page, query: str = "") -> list[str]:
    return [link["href"] for link in open_sheet(client, page, query).find(id="proches").find_all("a")]


def test_a_sheet_shows_the_services_that_answer_the_same_need_and_says_why(client, visio):
    assert near(client, visio) == ["Audioconf : Tenir une réunion par téléphone Même thématique\xa0: Réunions"]
    summary = open_sheet(client, visio).find("nav", {"aria-labelledby": "sommaire"})
    assert words(summary.find("a", href="#proches")) == "Services proches"


def test_a_sheet_that_has_nothing_in_common_with_others_shows_none(client):
    sheet = open_sheet(client, ServicePage.objects.get(slug="cantine"))
    assert sheet.find(id="proches") is None
    assert sheet.find("a", href="#proches") is None


def test_those_who_use_both_are_counted_unless_they_are_contested_or_stopped(client, visio):
    audioconf = ServicePage.objects.get(slug="audioconf")
    towns = [factories.make_organisation(territory=factories.make_territory(f"Ville {n}")) for n in range(5)]
    for town in towns:
        factories.make_deployment(visio, town)
    for town in towns[:2]:
        factories.make_deployment(audioconf, town, status="pilote")
    factories.make_deployment(audioconf, towns[2], standing="contestee", contest_reason="Jamais eu.")
    factories.make_deployment(audioconf, towns[3], status="arrete", stop_reason="autre", until=date(2026, 1, 1))
    factories.make_deployment(audioconf)
    reindex()
    assert near(client, visio)[0].endswith("Réunions · 2\xa0collectivités utilisent les deux")
    factories.make_deployment(audioconf, towns[4], is_demo=True)
    reindex()
    assert near(client, visio)[0].endswith("3\xa0collectivités utilisent les deux (donnée de démonstration)")


def test_among_services_as_near_those_used_by_the_same_organisations_come_first(client, visio, meetings):
    for name in ("Salon", "Bureau"):
        factories.make_service(name, action="Tenir une réunion par téléphone", themes=[meetings])
    reindex()
    last = near(client, visio)[-1].partition(" : ")[0]
    town = factories.make_organisation(territory=factories.make_territory("Die"))
    for service in (visio, ServicePage.objects.get(title=last)):
        factories.make_deployment(service, town)
    reindex()
    assert near(client, visio)[0].startswith(last)


def test_links_keep_the_territory_of_the_visitor(client, visio):
    town = factories.make_territory("Die")
    assert links(client, visio) == ["/services/audioconf/"]
    assert links(client, visio, f"?territoire={town.key}") == [f"/services/audioconf/?territoire={town.key}"]


def test_four_are_shown_at_most(client, visio, meetings):
    for number in range(8):
        factories.make_service(f"Salle {number}", action="Tenir une réunion", themes=[meetings])
    reindex()
    assert len(near(client, visio)) == 4


def test_a_service_hidden_since_it_was_indexed_is_not_shown(client, visio):
    """The index still has it: the last word is the database's."""
    ServicePage.objects.filter(slug="audioconf").update(live=False)
    assert near(client, visio) == []


def test_who_may_see_more_sees_no_more_here(client, visio):
    """Only what anybody may see is in the index."""
    factories.restrict(ServicePage.objects.get(slug="audioconf"))
    client.force_login(factories.make_person())
    reindex()
    assert near(client, visio) == []


def test_a_sheet_is_whole_before_there_is_an_index(client, visio):
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    sheet = open_sheet(client, visio)
    assert sheet.find(id="contact") and sheet.find(id="proches") is None


def test_a_sheet_is_whole_while_no_engine_answers(client, visio):
    """The index is damaged, and another process keeps it from being made again."""
    for meta in Path(settings.SEARCH_INDEX_DIR).glob("*/meta.json"):
        meta.write_text("{")
    with locks.rebuilding(get_engine()):
        sheet = open_sheet(client, visio)
    assert sheet.find(id="contact") and sheet.find(id="proches") is None


def test_nearby_services_cost_the_same_few_queries_however_many_there_are(visio, meetings, django_assert_num_queries):
    for number in range(12):
        factories.make_deployment(factories.make_service(f"Salle {number}", action="Réunion", themes=[meetings]))
    reindex()
    related(visio, [meetings], AnonymousUser())  # Wagtail knows its site
    with django_assert_num_queries(5):
        assert len(related(visio, [meetings], AnonymousUser())) == 4
