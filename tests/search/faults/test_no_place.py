"""The disk is full, may not be written to, or spoils the index while it is made again: people find, nothing is lost."""

import resource
import subprocess
from contextlib import suppress
from threading import Event, Thread
from time import sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from search.indexing import outbox
from tests import factories
from tests.search.faults import damaging
from tests.search.faults.asking import wait_until
from tests.search.processes import Store

READ_ONLY = "/sys/index-of-the-store"
"""The kernel makes no directory there, for the administrator of the machine neither."""


@pytest.fixture
def canteens(transactional_db):
    factories.make_site()
    for number in range(6):
        factories.make_service(f"Cantine {number}", action="Commander les repas de la cantine")


def page(address: str = "/services/?q=cantine") -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.text


def test_where_no_index_can_be_written_the_database_answers_and_whoever_watches_is_told(canteens, settings):
    place = settings.SEARCH_INDEX_DIR
    settings.SEARCH_INDEX_DIR = READ_ONLY
    assert "Cantine 5" in page()
    assert "simplifiée" in page()
    assert Client().get("/sante/").json()["moteurs"][0]["etat"] == "ko"
    for command in ("rebuild_index", "check_index", "sync_index"):
        with pytest.raises(CommandError, match="index"):
            call_command(command, verbosity=0)
    factories.make_service("Cantine publiée entretemps")
    assert outbox.DirtyDocument.objects.dirty().exists()
    settings.SEARCH_INDEX_DIR = place
    assert "publiée entretemps" in page()
    assert "simplifiée" not in page()
    for address in ("/besoins/", "/financements/subventions/"):  # other kinds have indexes of their own
        Client().get(address)
    call_command("check_index", verbosity=0)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's own file would have no room either")
def test_what_finds_no_room_is_written_when_there_is_some(canteens, tmp_path):
    store = Store(tmp_path)
    before = store.indexed()
    store.edit("vanish")
    factories.make_service("Cantine publiée entretemps")
    for command in ("sync_index", "rebuild_index"):
        writer = store.start("manage.py", command, stderr=subprocess.PIPE, preexec_fn=_leave_no_room)
        said = writer.communicate(timeout=120)[1]
        assert writer.returncode == 1, said
        assert "Traceback" not in said
        assert "index" in said
    assert store.indexed() == before
    store.manage("sync_index")
    assert len(store.indexed()) == len(before) + 1
    store.manage("check_index")


def _leave_no_room() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_an_index_that_is_spoiled_while_it_is_made_again_is_made_once_more(canteens, settings):
    call_command("rebuild_index", verbosity=0)
    stop = Event()

    def spoil() -> None:
        while not stop.is_set():
            for path in settings.SEARCH_INDEX_DIR.glob("*/*.*"):
                with suppress(OSError):
                    damaging.WAYS["random bytes"](path)
            sleep(0.01)

    spoiling = Thread(target=spoil)
    spoiling.start()
    try:
        for _ in range(20):
            assert "Cantine 5" in page()
    finally:
        stop.set()
        spoiling.join()
    wait_until(lambda: "simplifiée" not in page())
    assert Client().get("/sante/").json()["etat"] == "ok"
    call_command("check_index", verbosity=0)
