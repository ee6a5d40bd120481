"""An index is rebuilt while people search and edit, by processes that may be killed."""

import signal
import subprocess

import pytest
from django.core.management import CommandError, call_command

from catalogue.services.models import ServicePage
from search.collections import BY_NAME
from tests import factories
from tests.search.asking import found
from tests.search.processes import Store

SERVICES = 10
STEPS = ("before-filling", "half-filled", "before-switch", "after-switch")


@pytest.fixture
def store(transactional_db, tmp_path):
    factories.make_site()
    for number in range(SERVICES):
        factories.make_service(f"Service {number}")
    return Store(tmp_path)


def rebuilder(store: Store, what: str, **options) -> subprocess.Popen:
    return store.start("-m", "tests.search.rebuilders", what, **options)


def in_service(store: Store) -> list[str]:
    """Names of the index in use and of the one before."""
    return (store.data / "index" / "current").read_text().split()


def on_disk(store: Store) -> set[str]:
    """Indexes of services; those of other kinds are in directories of their own."""
    return {path.name for path in (store.data / "index").iterdir()} - {"current", *BY_NAME}


@pytest.mark.parametrize("step", STEPS)
def test_a_rebuild_that_is_killed_harms_nothing_and_the_next_one_cleans_up(store, step):
    before = in_service(store)
    assert rebuilder(store, step).wait(120) == -signal.SIGKILL
    assert (in_service(store) == before) == (step != "after-switch")
    assert len(store.indexed()) == SERVICES
    store.manage("sync_index")
    store.manage("check_index")
    left = on_disk(store) - set(in_service(store))
    assert len(left) == (step != "after-switch")
    store.manage("rebuild_index", "--verbosity=0")
    assert on_disk(store) == set(in_service(store))
    assert len(store.indexed()) == SERVICES
    store.manage("check_index")


def test_what_a_dead_rebuild_left_is_gone_even_if_the_next_one_dies_too(store):
    rebuilder(store, "before-switch").wait(120)
    (left,) = on_disk(store) - set(in_service(store))
    rebuilder(store, "before-switch").wait(120)
    assert left not in on_disk(store)


@pytest.mark.parametrize("asked", [[], ["--rollback"]])
def test_a_second_rebuild_at_the_same_time_refuses_and_says_why(store, asked):
    store.manage("rebuild_index", "--verbosity=0")
    before = in_service(store)
    with rebuilder(store, "hold", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout.readline() == "started\n"
        with store.start("manage.py", "rebuild_index", *asked, stderr=subprocess.PIPE) as second:
            said = second.stderr.read()
        assert second.returncode == 1
        assert "une autre reconstruction" in said
        assert "Traceback" not in said
        assert in_service(store) == before
        first.communicate("go on\n", timeout=120)
    assert first.returncode == 0
    assert in_service(store) != before
    store.manage("check_index")


def test_people_search_and_edit_while_indexes_follow_one_another(store):
    with (
        rebuilder(store, "search", stdout=subprocess.PIPE) as visitor,
        store.editor("rename", "0") as one,
        store.editor("rename", "1") as other,
        rebuilder(store, "again") as rebuilding,
    ):
        answers, _ = visitor.communicate(timeout=300)
    assert [process.returncode for process in (visitor, one, other, rebuilding)] == [0, 0, 0, 0]
    assert int(answers) > 5
    store.manage("sync_index")
    store.manage("check_index")
    assert len(store.indexed()) == SERVICES


def test_an_index_with_fewer_than_nine_sheets_in_ten_is_not_put_in_service(transactional_db):
    factories.make_site()
    pages = [factories.make_service(f"Service {number}") for number in range(SERVICES)]
    call_command("rebuild_index", verbosity=0)
    ServicePage.objects.filter(pk__in=[page.pk for page in pages[:2]]).update(allowed_kinds=5)
    with pytest.raises(CommandError, match="resté tel quel : l'autre n'a que 8 services sur 10"):
        call_command("rebuild_index", verbosity=0)
    assert len(found()) == SERVICES
