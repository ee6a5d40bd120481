"""An index that turns out bad is left for the one before it, which says what the database says now."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalogue.services.models import ServicePage
from search.engines import get_engine
from search.indexing import locks, rebuilding
from search.protocol import Change
from tests import factories
from tests.search.asking import ask, counts, found
from tests.search.stepping import Stepped


@pytest.fixture
def open_store(transactional_db):
    factories.make_site()
    call_command("rebuild_index", verbosity=0)


def rebuild() -> None:
    call_command("rebuild_index", verbosity=0)


def roll_back() -> None:
    call_command("rebuild_index", "--rollback", verbosity=0)


def spoil(*pages: ServicePage) -> None:
    """The index loses documents that nobody touched: no mark tells of it."""
    get_engine().apply(Change(page.pk, 2**60) for page in pages)


def test_the_index_before_is_in_service_again_in_one_step(open_store, capsys):
    pages = [factories.make_service(name) for name in ("Tréteaux", "Coulisses")]
    rebuild()
    spoil(*pages)
    assert found() == set()
    roll_back()
    assert "l'index d'avant est en service (2 services)" in capsys.readouterr().out
    assert found() == {"Tréteaux", "Coulisses"}
    call_command("check_index")


def test_what_changed_since_is_there_as_it_is_now(open_store, capsys):
    changed, hidden, gone, kept = (factories.make_service(name) for name in ("Tréteaux", "Coulisses", "Loges", "Rampe"))
    rebuild()
    changed.action = "Jouer dehors"
    factories.publish(changed)
    hidden.unpublish()
    gone.delete()
    factories.make_service("Rideau")
    factories.make_deployment(kept, status="pilote")
    spoil(kept)
    roll_back()
    assert "réparation" not in capsys.readouterr().out
    assert found() == {"Tréteaux", "Rideau", "Rampe"}
    assert found("dehors") == {"Tréteaux"}
    assert counts(ask(), "adoption") == {"pilote": 1}
    call_command("check_index")


def test_nobody_finds_again_what_was_withdrawn_since_not_even_for_a_moment(open_store):
    for name in ("Tréteaux", "Coulisses"):
        factories.make_service(name)
    withdrawn = factories.make_service("Canari")
    rebuild()
    withdrawn.unpublish()
    seen = []
    engine = get_engine()
    rebuilding.roll_back(Stepped(engine, after_switch=lambda: seen.append(set(engine.signatures()))))
    assert seen == [set(ServicePage.objects.public().values_list("pk", flat=True))]


def test_what_waited_for_the_index_when_another_took_its_place_is_there_too(open_store, time_machine_at, capsys):
    """The index before never had it, though it was marked long before the switch."""
    for name in ("Tréteaux", "Coulisses"):
        factories.make_service(name)
    with locks.writing():
        factories.make_service("Rideau")
    time_machine_at(timezone.now() + timedelta(hours=2))
    rebuild()
    assert found() == {"Tréteaux", "Coulisses", "Rideau"}
    roll_back()
    assert "réparation" not in capsys.readouterr().out
    assert found() == {"Tréteaux", "Coulisses", "Rideau"}
    call_command("check_index")


def test_a_second_time_undoes_it(open_store):
    page = factories.make_service("Tréteaux")
    rebuild()
    spoil(page)
    roll_back()
    page.title = "Rideau"
    factories.publish(page)
    names = (Path(settings.SEARCH_INDEX_DIR) / "current").read_text().split()
    roll_back()
    assert (Path(settings.SEARCH_INDEX_DIR) / "current").read_text().split() == names[::-1]
    assert found() == {"Rideau"}
    call_command("check_index")


def test_when_there_is_no_index_before_that_is_said_and_nothing_changes(open_store):
    factories.make_service("Tréteaux")
    with pytest.raises(CommandError, match="embedded : l'index en service est resté tel quel : aucun index d'avant"):
        roll_back()
    assert found() == {"Tréteaux"}


def test_an_index_before_that_is_damaged_is_not_put_in_service(open_store):
    factories.make_service("Tréteaux")
    rebuild()
    before = (Path(settings.SEARCH_INDEX_DIR) / "current").read_text().split()[1]
    (Path(settings.SEARCH_INDEX_DIR) / before / "meta.json").write_text("{")
    with pytest.raises(CommandError, match="aucun index d'avant"):
        roll_back()
    assert found() == {"Tréteaux"}


def test_not_while_another_rebuild_goes_on(open_store):
    factories.make_service("Tréteaux")
    rebuild()
    with locks.rebuilding(get_engine()), pytest.raises(CommandError, match="une autre reconstruction"):
        roll_back()


def test_what_was_written_without_telling_anybody_is_found_by_comparing(open_store, capsys, time_machine_at):
    page = factories.make_service("Tréteaux")
    time_machine_at(timezone.now() + timedelta(hours=2))
    rebuild()
    ServicePage.objects.filter(pk=page.pk).update(action="Jouer dehors")
    roll_back()
    assert "0 absent, 0 en trop, 1 périmé : réparation" in capsys.readouterr().out
    assert found("dehors") == {"Tréteaux"}


def test_one_engine_may_be_named(open_store):
    rebuild()
    call_command("rebuild_index", "--engine", get_engine().name, verbosity=0)
    with pytest.raises(CommandError):
        call_command("rebuild_index", "--engine", "autre", verbosity=0)
