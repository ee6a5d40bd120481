"""A search followed in a feed reader."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from catalogue.services.models import ServicePage
from tests import factories

pytestmark = pytest.mark.django_db
FEED = "/services/resultats.atom"


def publish_on(day: int, title: str, **fields) -> ServicePage:
    service = factories.make_service(title, **fields)
    published = datetime(2026, 11, day, 8, tzinfo=UTC)
    ServicePage.objects.filter(pk=service.pk).update(
        first_published_at=published, last_published_at=published + timedelta(days=1)
    )
    return service


def read(client, **query):
    """As a reader does; with what RFC 4287 requires of a feed and of each entry."""
    response = client.get(FEED, query)
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert all(one.id and one.title and one.updated_parsed and one.link for one in (feed.feed, *feed.entries))
    return feed


def test_services_are_in_the_order_of_publication(client, db):
    publish_on(3, "Repas", action="Commander des repas")
    publish_on(20, "Cantine", action="Commander à la cantine", summary="Du pain & <du sel>.")
    publish_on(12, "Goûter", action="Commander le goûter")
    publish_on(25, "Agenda", action="Prendre rendez-vous")
    feed = read(client, q="commander")
    assert [entry.title.partition(" : ")[0] for entry in feed.entries] == ["Cantine", "Goûter", "Repas"]
    first = feed.entries[0]
    assert (first.published, first.updated) == ("2026-11-20T08:00:00+00:00", "2026-11-21T08:00:00+00:00")
    assert "Du pain &amp; &lt;du sel&gt;." in first.summary
    assert client.get(first.link).status_code == 200
    assert feed.feed.title == "Services pour « commander »"


def test_it_says_where_it_is_and_of_which_list(client, db):
    factories.make_theme("Solidarité")
    feed = read(client, q="repas", theme="solidarite", page="2", tri="nom")
    links = {link.rel: link.href for link in feed.feed.links}
    assert links["self"] == "http://localhost:8000/services/resultats.atom?q=repas&theme=solidarite"
    assert links["alternate"] == "http://localhost:8000/services/?q=repas&theme=solidarite"
    assert feed.feed.id == read(client, theme="solidarite", q="repas").feed.id
    assert feed.feed.id != read(client, q="repas").feed.id


def test_ids_stay_when_the_address_of_a_sheet_changes(client, db):
    service = publish_on(3, "Repas", action="Commander des repas")
    before = read(client).entries[0]
    service.slug = "cantine"
    factories.publish(service)
    after = read(client).entries[0]
    assert before.id == after.id
    assert before.link != after.link


def test_what_answers_in_part_only_is_left_out(client, db):
    publish_on(3, "Repas", action="Commander les repas de la cantine scolaire")
    publish_on(4, "Salles", action="Réserver une salle de la commune")
    publish_on(5, "Paie", action="Payer les agents de la commune")
    assert client.get("/services/", {"q": "réserver la cantine"}).context["results"].partial
    assert read(client, q="réserver la cantine").entries == []


def test_a_feed_without_entries_does_not_change_with_the_clock(client, db, time_machine):
    time_machine.move_to(datetime(2026, 11, 20, tzinfo=UTC))
    before = read(client, q="zibeline").feed.updated
    time_machine.move_to(datetime(2026, 11, 25, tzinfo=UTC))
    assert read(client, q="zibeline").feed.updated == before


def test_a_sheet_that_is_for_some_is_in_no_feed_even_of_theirs(client, db):
    factories.restrict(publish_on(3, "Zibeline", action="Commander des repas"))
    client.force_login(factories.make_person())
    assert read(client).entries == []
