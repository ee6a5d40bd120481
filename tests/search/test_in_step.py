"""The index follows the database after every commit, whoever commits, whatever breaks."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from catalogue.deployments.models import Deployment
from catalogue.deployments.use_figures import counting
from catalogue.services.models import ServicePage
from search.engines import get_engine
from search.indexing import locks, outbox
from search.indexing.rebuilding import TooFew, rebuild
from search.indexing.syncing import is_behind
from search.models import DirtyDocument
from search.protocol import Change, Request
from tests import factories
from tests.search.asking import ask, counts, found


@pytest.fixture
def open_store(transactional_db):
    """A site whose transactions really commit, with an index."""
    factories.make_site()
    call_command("rebuild_index", verbosity=0)


def indexed() -> set[int]:
    """What the index holds, asked behind the facade: no search has brought it up to date."""
    return set(get_engine().answer(Request(limit=100)).ids)


def test_a_published_sheet_is_in_the_index_before_anybody_searches(open_store):
    page = factories.make_service("Tréteaux")
    assert indexed() == {page.pk}
    assert not is_behind(get_engine())


def test_a_sheet_and_its_mark_are_committed_together_or_not_at_all(open_store):
    page = factories.make_service("Tréteaux")
    before = DirtyDocument.objects.get(document_id=page.pk).version
    with pytest.raises(RuntimeError), transaction.atomic():
        page.unpublish()
        raise RuntimeError("the database says no")
    assert DirtyDocument.objects.get(document_id=page.pk).version == before
    assert indexed() == {page.pk}


def test_a_deleted_sheet_leaves_a_tombstone_and_no_document(open_store):
    page = factories.make_service("Tréteaux")
    pk = page.pk
    page.delete()
    assert indexed() == set()
    assert DirtyDocument.objects.filter(document_id=pk).exists()


def test_publishing_succeeds_when_the_index_cannot_be_written(open_store):
    """The directory is read as broken; once it is mended by a rebuild, everything is there."""
    (Path(settings.SEARCH_INDEX_DIR) / "current").write_text("nowhere")
    page = factories.make_service("Tréteaux")
    page.refresh_from_db()
    assert page.live
    assert found() == {"Tréteaux"}


def test_a_writer_that_does_not_let_go_delays_the_index_not_the_publication(open_store):
    with locks.writing():
        page = factories.make_service("Tréteaux")
        assert ServicePage.objects.get(pk=page.pk).live
        assert is_behind(get_engine())
    assert found() == {"Tréteaux"}
    assert not is_behind(get_engine())


def test_deleting_the_index_directory_loses_nothing(open_store):
    factories.make_service("Tréteaux")
    shutil.rmtree(settings.SEARCH_INDEX_DIR)
    assert found("treteaux") == {"Tréteaux"}


def test_a_damaged_index_is_made_again(open_store):
    factories.make_service("Tréteaux")
    for meta in Path(settings.SEARCH_INDEX_DIR).glob("*/meta.json"):
        meta.write_text("{")
    assert found("treteaux") == {"Tréteaux"}


def test_checking_finds_what_bulk_writes_forgot_and_repairs_it(open_store, capsys):
    kept, changed, hidden = (factories.make_service(name) for name in ("Tréteaux", "Coulisses", "Loges"))
    ServicePage.objects.filter(pk=changed.pk).update(action="Jouer dehors")
    ServicePage.objects.filter(pk=hidden.pk).update(live=False)
    get_engine().apply([Change(kept.pk, 1_000)])
    with pytest.raises(CommandError, match="1 absent, 1 en trop, 1 périmé"):
        call_command("check_index")
    call_command("check_index", "--repair")
    assert "1 absent, 1 en trop, 1 périmé" in capsys.readouterr().out
    assert found() == {"Tréteaux", "Coulisses"}
    assert found("dehors") == {"Coulisses"}
    call_command("check_index")


def test_a_bulk_write_that_says_so_is_indexed_with_the_next_commit(open_store):
    page = factories.make_service("Tréteaux")
    body = factories.make_organisation()
    with counting([]) as written:
        rows = Deployment.objects.bulk_create([Deployment(service=page, organisation=body, status="pilote")])
        written.update(row.pk for row in rows)
        outbox.mark_dirty([page.pk])
    assert counts(ask(), "adoption") == {"pilote": 1}
    call_command("check_index")


def test_a_second_rebuild_at_the_same_time_refuses(open_store):
    factories.make_service("Tréteaux")
    with locks.rebuilding(get_engine()), pytest.raises(CommandError, match="une autre reconstruction"):
        call_command("rebuild_index", verbosity=0)
    assert found() == {"Tréteaux"}


def test_a_rebuild_that_lost_most_documents_is_not_switched_to(open_store):
    for name in ("Tréteaux", "Coulisses", "Loges"):
        factories.make_service(name)

    with pytest.raises(TooFew):
        rebuild(lambda documents, total: list(documents)[:1])
    assert found() == {"Tréteaux", "Coulisses", "Loges"}
    assert len(list(Path(settings.SEARCH_INDEX_DIR).glob("*/meta.json"))) == 1


def test_what_people_change_during_a_rebuild_is_in_the_fresh_index(open_store):
    page = factories.make_service("Tréteaux")
    gone = factories.make_service("Coulisses")

    def edit_meanwhile(documents, total):
        documents = list(documents)
        page.title = "Rideau"
        factories.publish(page)
        gone.unpublish()
        factories.make_service("Loges")
        return documents

    rebuild(edit_meanwhile)
    assert indexed() == set(ServicePage.objects.public().values_list("pk", flat=True))
    assert found("rideau") == {"Rideau"}
    call_command("check_index")


def test_synchronising_drops_what_expired(open_store, time_machine_at):
    page = factories.make_service("Tréteaux", published=False)
    page.expire_at = timezone.now() + timedelta(hours=1)
    factories.publish(page)
    assert indexed() == {page.pk}
    time_machine_at(timezone.now() + timedelta(hours=2))
    call_command("sync_index")
    assert indexed() == set()
