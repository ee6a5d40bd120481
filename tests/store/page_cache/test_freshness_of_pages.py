"""Whatever is written, the next stranger reads it: each test has a page in memory, changes something, and reads."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from catalogue.deployments.changing import Author, change, declare, withdraw
from catalogue.deployments.models import Channel, Deployment, Party, Status
from catalogue.deployments.use_figures import counting
from catalogue.services.models import CataloguePage, ServicePage, Theme
from catalogue.services.models.announcement import AnnouncementKind
from catalogue.services.news.announcing import announce
from search.engines import get_engine
from search.indexing.syncing import is_behind
from search.models import SynonymSet
from store.content.models import SiteSettings
from tests import factories
from tests.catalogue.services.complete_sheet import make_complete_sheet
from tests.search.elasticsearch import needs_elasticsearch, with_elasticsearch

SHEET, CATALOGUE = "/services/treteaux/", "/services/"
TEAM = Author(Party.SERVICE, Channel.ADMIN)


def test_a_page_is_made_once_for_all_who_have_no_account(service, stranger):
    first = stranger.read(SHEET)
    stranger.has_cached(SHEET)
    again = stranger.read(SHEET)
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert stranger.read(f"{SHEET}?territoire=x")["ETag"]  # another address, another page


def test_what_an_editor_publishes_is_read_and_what_is_drafted_is_not(service, stranger):
    stranger.has_cached(SHEET, CATALOGUE)
    service.action = "Louer une scène"
    service.save_revision()
    assert "Louer une scène" not in stranger.read(SHEET).text
    factories.publish(service)
    for address in (SHEET, CATALOGUE):
        assert "Louer une scène" in stranger.read(address).text, address
    assert SHEET in stranger.read(f"{CATALOGUE}?q=louer").text
    stranger.has_cached(SHEET, CATALOGUE)
    service.unpublish()
    assert stranger.read(SHEET).status_code == 404
    assert "Louer une scène" not in stranger.read(CATALOGUE).text


@pytest.mark.parametrize(("kind", "seen"), [(PageViewRestriction.LOGIN, 302), (PageViewRestriction.PASSWORD, 200)])
def test_what_is_restricted_is_hidden_at_once_and_shown_again_when_it_is_not(service, stranger, kind, seen):
    stranger.has_cached(SHEET, CATALOGUE)
    restriction = factories.restrict(service, kind)
    asked = stranger.read(SHEET)
    assert asked.status_code == seen
    assert "Monter une scène" not in asked.text + stranger.read(CATALOGUE).text
    restriction.delete()
    assert "Monter une scène" in stranger.read(SHEET).text
    assert "Monter une scène" in stranger.read(CATALOGUE).text


def test_a_page_that_moves_is_read_where_it_went(service, stranger):
    stranger.has_cached(SHEET)
    elsewhere = service.get_parent().get_parent().add_child(instance=CataloguePage(title="Ailleurs", slug="ailleurs"))
    service.move(elsewhere, pos="last-child")
    assert stranger.read(SHEET)["Location"] == "/ailleurs/treteaux/"
    assert "Monter une scène" in stranger.read("/ailleurs/treteaux/").text


def test_who_uses_a_service_is_read_as_it_is_declared_changed_and_withdrawn(service, town, stranger):
    users, of_town = f"{SHEET}collectivites/", "/territoires/commune-42023/"
    organisation = factories.make_organisation(territory=town)
    stranger.has_cached(users, of_town, SHEET, CATALOGUE)
    row = declare(service, organisation, {"status": Status.EN_PRODUCTION}, TEAM)
    assert "Bourg-Argental" in stranger.read(users).text
    assert "Tréteaux" in stranger.read(of_town).text
    stranger.has_cached(users)
    row = change(row, {"status": Status.PILOTE}, TEAM)
    assert "Pilote" in stranger.read(users).text
    stranger.has_cached(users)
    withdraw(row, TEAM)
    assert "Bourg-Argental" not in stranger.read(users).text


def _in_bulk(service: ServicePage, town) -> None:
    organisation = factories.make_organisation(territory=town)
    with counting([]) as written:
        rows = [Deployment(service=service, organisation=organisation, status="en-production")]
        written.update(row.pk for row in Deployment.objects.bulk_create(rows))


def _by_hand(service: ServicePage, town) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE services_theme SET name = 'Spectacle' WHERE slug = 'culture'")


@pytest.mark.parametrize(
    ("address", "act", "shown"),
    [
        (SHEET, lambda service, town: Theme.objects.update(name="Spectacle"), "Spectacle"),
        (SHEET, _by_hand, "Spectacle"),
        (f"{SHEET}collectivites/", _in_bulk, "Bourg-Argental"),
        (
            "/themes/culture/",
            lambda service, town: Theme.objects.get(slug="culture").delete(),
            "404",
        ),
        (
            "/contact/",
            lambda service, town: SiteSettings.objects.update_or_create(
                site=Site.objects.get(), defaults={"email": "equipe@store.example"}
            ),
            "equipe@store.example",
        ),
        (
            f"{CATALOGUE}?q=zygomatique",
            lambda service, town: SynonymSet.objects.create(expressions="zygomatique\nscène"),
            "Tréteaux",
        ),
        (
            f"{SHEET}actualites/",
            lambda service, town: announce(service=service, kind=AnnouncementKind.VERSION, title="La version 2 est là"),
            "La version 2 est là",
        ),
        ("/plan-du-site/", lambda service, town: factories.make_editorial_page("Nos engagements"), "Nos engagements"),
        ("/sitemap-services.xml", lambda service, town: factories.make_service("Gradins"), "gradins"),
        ("/", lambda service, town: factories.make_service("Gradins", action="Asseoir le public"), "Asseoir le public"),
        ("/territoires/commune-42023/", lambda service, town: type(town).objects.update(name="Burdignes"), "Burdignes"),
    ],
)
def test_whatever_a_page_shows_is_shown_as_it_is_now(service, town, stranger, address, act, shown):  # noqa: PLR0917  a table
    stranger.has_cached(address)
    before = stranger.read(address)
    act(service, town)
    after = stranger.read(address)
    assert shown in f"{after.status_code} {after.text}"
    assert shown not in f"{before.status_code} {before.text}"


def test_what_is_undone_is_never_shown_and_what_follows_it_in_a_transaction_is(service, stranger):
    stranger.has_cached(SHEET)
    with transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            Theme.objects.update(name="Jamais")
            raise RuntimeError("it is undone")
        Theme.objects.update(name="Spectacle")
    assert "Spectacle" in stranger.read(SHEET).text
    stranger.has_cached(SHEET)
    with pytest.raises(RuntimeError), transaction.atomic():
        Theme.objects.update(name="Jamais")
        raise RuntimeError("it is undone")
    assert "Spectacle" in stranger.read(SHEET).text


def test_an_editor_reads_what_is_theirs_and_a_stranger_what_is_for_all(service, stranger, admin_client):
    for reader in (stranger.client, admin_client, stranger.client, admin_client):
        page = reader.get(SHEET)
        signed_in = "Se déconnecter" in page.text
        assert signed_in == (reader is admin_client)
        assert page.has_header("ETag") != signed_in


@needs_elasticsearch
def test_an_index_that_is_written_later_is_read_once_it_is(stranger, transactional_db):
    with with_elasticsearch():
        factories.make_site()
        call_command("rebuild_index", verbosity=0)
        factories.make_service("Tréteaux")
        call_command("sync_index", verbosity=0)
        stranger.has_cached(f"{CATALOGUE}?q=gradins")
        factories.make_service("Gradins")
        assert is_behind(get_engine())
        for _ in range(3):  # Elasticsearch does not know it yet
            assert "/services/gradins/" not in stranger.read(f"{CATALOGUE}?q=gradins").text
        call_command("sync_index", verbosity=0)
        assert "/services/gradins/" in stranger.read(f"{CATALOGUE}?q=gradins").text
        stranger.has_cached(f"{CATALOGUE}?q=gradins")


def test_what_a_process_keeps_between_pages_follows_what_is_written(service, stranger, settings):
    """The site, the restrictions, the way to a page and the names of départements are read once, until a write."""
    settings.PAGE_CACHE_MEGABYTES = 0
    isere = factories.make_territory("Isère", kind="departement", code="38")
    town = factories.make_territory("Voiron", code="38563", inside=(isere,))
    row = declare(service, factories.make_organisation(territory=town), {"status": Status.EN_PRODUCTION}, TEAM)
    assert "Isère" in stranger.read(SHEET).text
    isere.name = "Isère d'en haut"
    isere.save()
    assert "Isère d'en haut" in stranger.read(SHEET).text.replace("&#x27;", "'")
    restriction = factories.restrict(service.get_parent(), PageViewRestriction.LOGIN)
    assert stranger.read(SHEET).status_code == 302
    restriction.delete()
    assert stranger.read(SHEET).status_code == 200
    parent = service.get_parent().specific
    parent.slug = "outils"
    factories.publish(parent)
    assert stranger.read("/outils/treteaux/").status_code == 200
    assert stranger.read(SHEET).status_code == 301
    with transaction.atomic():
        withdraw(row, TEAM)
        transaction.set_rollback(True)
    assert "Isère d'en haut" in stranger.read("/outils/treteaux/").text.replace("&#x27;", "'")
    Site.objects.update(root_page=service)
    assert stranger.read("/outils/treteaux/").status_code == 404


def test_a_sheet_that_nobody_has_asked_for_takes_few_queries(open_store, stranger, settings):
    settings.PAGE_CACHE_MEGABYTES = 0
    page = make_complete_sheet()
    for number in range(5):
        factories.make_service(f"Agenda {number}", action=page.action, themes=list(page.themes.all()))
    for _ in range(2):  # pictures are made, what is kept is read
        assert stranger.read(f"/services/{page.slug}/").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        stranger.read(f"/services/{page.slug}/")
    # Ten, and one for the image among its text.
    assert len(asked) <= 11, "\n".join(query["sql"][:150] for query in asked)
