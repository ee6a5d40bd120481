"""Bytes of the index go wrong: nobody is sent away, somebody is told, and the index is made again by itself."""

import os
import subprocess
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
import urllib3
from django.core.management import CommandError, call_command
from django.test import Client

from catalogue.services.models import ServicePage
from search.collections import SERVICES
from search.engines import get_engine
from search.engines.directory import Directory
from search.models import IndexRepair
from tests import factories
from tests.search.faults import damaging
from tests.search.faults.asking import wait_until
from tests.search.processes import Store

HARMLESS = {".managed.json deleted"}
"""Tantivy does without."""
ADDRESSES = (
    "/services/?q=cantine",
    "/services/",
    "/services/?q=cantyne",
    "/services/suggestions/?q=cant",
    "/services/?tri=nom",
)


@pytest.fixture
def canteens(transactional_db, settings):
    """With a segment that had deletions, so that every kind of file is there."""
    factories.make_site()
    theme = factories.make_theme("Repas")
    for number in range(12):
        factories.make_service(f"Cantine {number}", action="Commander les repas de la cantine", themes=[theme])
    call_command("rebuild_index", verbosity=0)
    make_deletions()
    assert found() == 12
    return settings.SEARCH_INDEX_DIR


def make_deletions() -> None:
    """Every kind of file is then there."""
    page = ServicePage.objects.order_by("pk").first()
    page.title += " bis"
    factories.publish(page)


def damage(way: str, index: Path, kind: str) -> None:
    for path in damaging.files(index, kind):
        damaging.WAYS[way](path)


def found(address: str = "/services/?q=cantine") -> int:
    response = Client().get(address)
    assert response.status_code == 200
    return response.context["results"].total if "results" in (response.context or ()) else -1


@pytest.mark.parametrize("way", [*damaging.WAYS, *damaging.WHOLE])
def test_people_find_and_the_index_is_made_again(canteens, way):
    for case, damage in damaging.cases(way):
        make_deletions()
        damage(canteens)
        pages = [Client().get(address) for address in ADDRESSES]
        assert {page.status_code for page in pages} == {200}, case
        assert found() == 12, case
        for address in ("/besoins/", "/financements/subventions/"):  # other kinds have indexes of their own
            Client().get(address)
        assert Client().get("/sante/").json()["moteurs"][0]["etat"] == "ok", case
        assert "simplifiée" not in Client().get("/services/?q=cantine").text, case
    call_command("check_index")


@pytest.mark.parametrize("way", [*damaging.WAYS, *damaging.WHOLE])
def test_whoever_watches_and_whoever_checks_are_told_before_anybody_searches(canteens, way):
    for case, damage in damaging.cases(way):
        make_deletions()
        damage(canteens)
        if case not in HARMLESS:
            said = Client().get("/sante/").json()
            assert (said["etat"], said["moteurs"][0]["etat"]) == ("degrade", "ko"), case
            with pytest.raises(CommandError):
                call_command("check_index", stdout=StringIO())
        call_command("check_index", "--repair", stdout=StringIO())
        assert Client().get("/sante/").json()["etat"] == "ok", case
    assert found() == 12


def test_bytes_that_changed_though_no_date_did_are_found_by_who_checks(canteens):
    """As on a disk that ages."""
    assert found() == 12
    for kind in ("term", "idx", "pos", "store", "fast", "fieldnorm", "del"):
        [path, *_] = damaging.files(canteens, kind)
        before = path.stat()
        damaging.WAYS["some bytes"](path)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(CommandError):
            call_command("check_index", stdout=StringIO())
        call_command("check_index", "--repair", stdout=StringIO())
        make_deletions()
        call_command("check_index", stdout=StringIO())


def test_a_commit_is_no_damage_though_its_file_has_the_number_of_an_earlier_one(canteens):
    """File systems give the number of a removed file to a new one: after two commits of others, often the same."""
    assert found() == 12
    meta = Directory(canteens, SERVICES).current() / "meta.json"
    earlier = meta.with_name("earlier")
    os.link(meta, earlier)
    make_deletions()
    earlier.write_bytes(meta.read_bytes())
    earlier.replace(meta)
    assert found() == 12
    assert Client().get("/sante/").json()["etat"] == "ok"
    assert not IndexRepair.objects.exists()


def test_a_repair_is_counted_and_dated(canteens, settings):
    settings.METRICS_TOKEN = "un-secret"
    damage("random bytes", canteens, "idx")
    assert found() == 12
    assert found() == 12
    repair = IndexRepair.objects.get()
    assert (repair.engine, repair.times) == ("embedded", 1)
    assert ".idx" in repair.damage
    figures = Client().get("/metrics", headers={"Authorization": "Bearer un-secret"}).text
    assert 'store_search_index_repairs{engine="embedded"} 1.0' in figures
    assert Client().get("/sante/").json()["moteurs"][0]["reparations"] == 1


def test_what_is_published_on_a_damaged_index_is_found_once_it_is_made_again(canteens):
    damage("cut short", canteens, "term")
    factories.make_service("Piscine")
    assert found("/services/?q=piscine") == 1
    assert found() == 12


def test_the_index_before_is_not_gone_back_to_when_it_is_damaged(canteens):
    before = Directory(canteens, SERVICES).current()
    call_command("rebuild_index", verbosity=0)
    for path in before.glob("*.idx"):
        damaging.WAYS["some bytes"](path)
    with pytest.raises(CommandError):
        call_command("rebuild_index", "--rollback", stdout=StringIO())
    assert found() == 12
    get_engine().verify()


@pytest.fixture
def store(transactional_db, tmp_path):
    factories.make_site()
    for number in range(10):
        factories.make_service(f"Cantine {number}", action="Commander les repas")
    return Store(tmp_path)


ASK = """
import django
django.setup()
from django.test import Client
print(Client().get("/services/?q=cantine").status_code)
"""
PAGES = urllib3.PoolManager(retries=False, timeout=30)


def answers(address: str) -> bool:
    with suppress(urllib3.exceptions.HTTPError):
        return bool(asked(address))
    return False


def asked(address: str, path: str = "/services/?q=cantine") -> str:
    response = PAGES.request("GET", address + path)
    assert response.status == 200, (path, response.status)
    return response.data.decode()


def test_workers_outlive_it(store):
    """Each kind of file in turn, in each way, under the same workers, which have it in memory."""
    with store.serving("--workers", "2", "--threads", "2") as address:
        wait_until(lambda: answers(address))
        for way in damaging.WAYS:
            for kind in damaging.KINDS:
                if kind == "del":
                    continue
                for path in damaging.files(store.data / "index", kind):
                    damaging.WAYS[way](path)
                for path in ADDRESSES:
                    asked(address, path)
            wait_until(lambda: "simplifiée" not in asked(address), patience=20)
        assert '"etat": "ok"' in asked(address, "/sante/")
    store.manage("check_index")


def test_two_processes_that_find_it_at_once_make_one_index(store):
    index = store.data / "index"
    damaging.WAYS["random bytes"](damaging.files(index, "idx")[0])
    both = [store.start("-c", ASK, stdout=subprocess.PIPE) for _ in range(2)]
    assert [one.communicate(timeout=120)[0] for one in both] == ["200\n", "200\n"]
    assert store.sql("SELECT times FROM search_indexrepair") == [(1,)]


def test_one_who_dies_while_mending_leaves_it_to_the_next(store):
    damaging.WAYS["random bytes"](damaging.files(store.data / "index", "idx")[0])
    for step in ("half-filled", "before-switch"):
        dying = store.start("-m", "tests.search.rebuilders", step)
        assert dying.wait(120) == -9
    with store.serving() as address:
        wait_until(lambda: answers(address))
        wait_until(lambda: "simplifiée" not in asked(address), patience=20)
    assert len(store.indexed()) == 10
    store.manage("check_index")
