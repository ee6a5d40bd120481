"""A team says once what happens to its service; visitors read it on the sheet, on its page and in its feed."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.services.models import Announcement
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.announcing import announce, cancel, correct, end, reword
from catalogue.services.news.bulletin import news_of_sheet
from tests import factories
from tests.catalogue.services.reading import open_sheet, words

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 10, 9, 30, tzinfo=UTC)
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def service(catalogue, time_machine_at):
    time_machine_at(NOW)
    return factories.make_service("Salles", slug="salles")


@pytest.fixture
def incident(service):
    return announce(
        service, AnnouncementKind.INCIDENT, "Le planning ne s'affiche plus", text="Nous cherchons.\n\nÀ 11 h : trouvé."
    )


def on_sheet(client, service) -> list[str]:
    return [words(line) for line in open_sheet(client, service).select("p.sheet-news")]


def entries(client, slug: str = "salles") -> list[ElementTree.Element]:
    answer = client.get(f"/services/{slug}/actualites.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content).findall("atom:entry", ATOM)  # noqa: S314  our own feed


def test_a_sheet_with_nothing_to_announce_says_nothing(client, service):
    assert on_sheet(client, service) == []


def test_what_is_going_on_comes_first_then_what_is_planned_then_the_last_release(client, service):
    announce(service, AnnouncementKind.VERSION, "Version 4", starts=NOW - timedelta(days=1))
    announce(service, AnnouncementKind.VERSION, "Version 3", starts=NOW - timedelta(days=2))
    night = datetime(2027, 3, 12, 21, 0, tzinfo=UTC)
    announce(service, AnnouncementKind.MAINTENANCE, "Nouveaux serveurs", starts=night, ends=night + timedelta(hours=3))
    announce(service, AnnouncementKind.INCIDENT, "Panne", starts=NOW - timedelta(minutes=25))
    assert [f"{item.label} : {item.title} · {item.when}" for item in news_of_sheet(service)] == [
        "Incident : Panne · Depuis le 10 mars 2027 à 10 h 05",
        "Maintenance : Nouveaux serveurs · Du 12 mars 2027 à 22 h 00 au 13 mars 2027 à 1 h 00",
        "Nouvelle version : Version 4 · Le 9 mars 2027",
    ]
    assert on_sheet(client, service) == [
        "Incident : Panne · Depuis le 10 mars 2027 à 10 h 05 · et 2 autres annonces",
    ]


def test_of_two_maintenances_the_sooner_comes_first_and_three_lines_are_enough(client, service):
    for days in (9, 3, 6):
        starts = NOW + timedelta(days=days)
        announce(
            service, AnnouncementKind.MAINTENANCE, f"Dans {days} jours", starts=starts, ends=starts + timedelta(hours=1)
        )
    announce(service, AnnouncementKind.INCIDENT, "Panne")
    titles = [item.title for item in news_of_sheet(service)]
    assert titles == ["Panne", "Dans 3 jours", "Dans 6 jours"]


def test_an_incident_that_is_over_leaves_the_sheet_and_stays_on_the_page(client, service, incident, time_machine_at):
    time_machine_at(NOW + timedelta(hours=2))
    assert end(incident) is True
    assert on_sheet(client, service) == []
    page = words(BeautifulSoup(client.get("/services/salles/actualites/").content, "html.parser").main)
    assert "Le 10 mars 2027 à 10 h 30, jusqu'à 12 h 30" in page
    assert end(incident) is False


def test_a_release_is_news_for_a_season(client, service, time_machine_at):
    announce(service, AnnouncementKind.VERSION, "Version 4")
    time_machine_at(NOW + timedelta(days=91))
    assert on_sheet(client, service) == []


def test_the_page_says_all_of_it_and_runs_nothing_that_people_typed(client, service, incident):
    announce(service, AnnouncementKind.VERSION, "<b>Version</b> & suite", text="<script>alert(1)</script>")
    html = client.get("/services/salles/actualites/").content.decode()
    assert "<script>alert" not in html
    assert "<b>Version" not in html
    page = BeautifulSoup(html, "html.parser")
    assert [words(title) for title in page.main.find_all("h2")] == [
        "<b>Version</b> & suite",
        "Le planning ne s'affiche plus",
    ]
    link = open_sheet(client, service).find("p", class_="sheet-news").find("a")["href"]
    assert page.find(id=link.partition("#")[2]) is not None


def test_the_page_without_news_says_so(client, service):
    assert "Aucune annonce pour l'instant" in words(
        BeautifulSoup(client.get("/services/salles/actualites/").content, "html.parser").main
    )


def test_the_feed_is_named_in_the_head_and_holds_the_announcements(client, service, incident):
    link = open_sheet(client, service).find("link", type="application/atom+xml")
    assert link["href"] == "/services/salles/actualites.atom"
    (entry,) = entries(client)
    assert entry.findtext("atom:title", namespaces=ATOM) == "Incident : Le planning ne s'affiche plus"
    assert (
        entry.find("atom:link", ATOM).get("href") == f"http://localhost/services/salles/actualites/#{incident.anchor}"
    )
    assert "<p>Nous cherchons.</p>" in entry.findtext("atom:summary", namespaces=ATOM)


def test_the_feed_never_takes_the_host_that_the_reader_typed(client, service, incident):
    answer = client.get("/services/salles/actualites.atom", headers={"host": "ailleurs.example"})
    assert b"ailleurs.example" not in answer.content


def test_what_people_typed_runs_in_no_feed_reader(client, service):
    announce(service, AnnouncementKind.VERSION, "Version 5", text="<img src=x onerror=alert(1)>")
    (entry,) = entries(client)
    assert "<img" not in entry.findtext("atom:summary", namespaces=ATOM)
    assert "&lt;img src=x" in entry.findtext("atom:summary", namespaces=ATOM)


def test_an_entry_keeps_its_identifier_when_the_service_changes_its_address(client, service, incident):
    (before,) = entries(client)
    service.slug = "reserver-une-salle"
    factories.publish(service)
    (after,) = entries(client, "reserver-une-salle")
    assert after.findtext("atom:id", namespaces=ATOM) == before.findtext("atom:id", namespaces=ATOM)


def test_a_reader_that_comes_back_is_told_that_nothing_is_new(client, service, incident):
    first = client.get("/services/salles/actualites.atom")
    again = client.get("/services/salles/actualites.atom", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_feed_without_entries_is_a_feed(client, service):
    assert entries(client) == []


@pytest.mark.parametrize("address", ["/services/salles/actualites/", "/services/salles/actualites.atom"])
def test_what_nobody_may_see_announces_nothing(client, service, incident, address):
    factories.restrict(service)
    assert client.get(address).status_code == 404
    service.unpublish()
    assert client.get(address).status_code == 404


def test_who_may_see_a_reserved_sheet_reads_its_news_but_it_has_no_feed(client, service, incident):
    factories.restrict(service)
    client.force_login(factories.make_person())
    assert client.get("/services/salles/actualites/").status_code == 200
    assert open_sheet(client, service).find("link", type="application/atom+xml") is None
    assert client.get("/services/salles/actualites.atom").status_code == 404


WRONG = {
    "maintenance without an end": ({"kind": AnnouncementKind.MAINTENANCE}, "ends"),
    "version with an end": ({"kind": AnnouncementKind.VERSION, "ends": NOW + timedelta(days=1)}, "ends"),
    "incident to come": ({"kind": AnnouncementKind.INCIDENT, "starts": NOW + timedelta(hours=1)}, "starts"),
    "end before the beginning": ({"kind": AnnouncementKind.INCIDENT, "ends": NOW - timedelta(hours=1)}, "__all__"),
    "no title": ({"kind": AnnouncementKind.INCIDENT, "title": ""}, "title"),
    "title too long": ({"kind": AnnouncementKind.INCIDENT, "title": "a" * 121}, "title"),
    "character that no feed can carry": ({"kind": AnnouncementKind.INCIDENT, "text": "copié\x0bcollé"}, "text"),
    "unknown kind": ({"kind": "fete"}, "kind"),
}


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_refused_where_it_was_typed(service, said):
    fields, where = said
    with pytest.raises(ValidationError) as refused:
        announce(service, **{"title": "Panne", **fields})
    assert list(refused.value.message_dict) == [where]
    assert not Announcement.objects.exists()


def test_pressing_the_button_twice_announces_once(service, incident):
    with pytest.raises(ValidationError, match="déjà faite"):
        announce(service, AnnouncementKind.INCIDENT, incident.title)
    assert Announcement.objects.count() == 1


def test_an_end_before_the_beginning_is_refused(incident):
    with pytest.raises(ValidationError):
        end(incident, NOW - timedelta(hours=1))
    assert end(incident, timezone.now() + timedelta(seconds=1)) is True


def test_a_correction_is_read_everywhere(client, service, incident):
    incident.title = "Le planning s'affiche mal"
    correct(incident)
    assert "Le planning s'affiche mal" in on_sheet(client, service)[0]


def planned(service, kind=AnnouncementKind.MAINTENANCE) -> Announcement:
    starts = NOW + timedelta(days=2)
    ends = None if kind == AnnouncementKind.VERSION else starts + timedelta(hours=1)
    return announce(service, kind, "Nouveaux serveurs", starts=starts, ends=ends)


@pytest.mark.parametrize(
    ("kind", "said"),
    [(AnnouncementKind.MAINTENANCE, "Maintenance annulée"), (AnnouncementKind.VERSION, "Nouvelle version annulée")],
)
def test_what_is_cancelled_says_so_until_its_hour(client, service, time_machine_at, kind, said):
    assert cancel(planned(service, kind)) is True
    assert on_sheet(client, service)[0].startswith(f"{said} : Nouveaux serveurs · ")
    (entry,) = entries(client)
    assert entry.findtext("atom:title", namespaces=ATOM) == f"{said} : Nouveaux serveurs"
    time_machine_at(NOW + timedelta(days=2, minutes=30))
    assert on_sheet(client, service) == []
    page = words(BeautifulSoup(client.get("/services/salles/actualites/").content, "html.parser").main)
    assert said in page


def test_a_feed_reader_learns_of_a_cancellation(client, service, time_machine_at):
    announcement = planned(service)
    time_machine_at(NOW + timedelta(days=1))
    assert cancel(announcement) is True
    (entry,) = entries(client)
    assert entry.findtext("atom:updated", namespaces=ATOM).startswith("2027-03-11T09:30:00")


def test_only_what_has_not_begun_is_cancelled_and_only_once(service, incident):
    announcement = planned(service)
    assert [cancel(announcement), cancel(announcement), cancel(incident)] == [True, False, False]


def test_words_corrected_while_a_colleague_ends_it_do_not_open_it_again(service, incident):
    stale = Announcement.objects.get(pk=incident.pk)
    assert end(incident, NOW + timedelta(seconds=1)) is True
    reword(stale, "Le planning s'affiche mal", "Trouvé.")
    incident.refresh_from_db()
    assert (incident.title, incident.ends) == ("Le planning s'affiche mal", NOW + timedelta(seconds=1))


def test_invented_announcements_say_so(client, service):
    announce(service, AnnouncementKind.VERSION, "Version 5", is_demo=True)
    assert "donnée de démonstration" in on_sheet(client, service)[0]
    assert "Donnée de démonstration" in entries(client)[0].findtext("atom:summary", namespaces=ATOM)
