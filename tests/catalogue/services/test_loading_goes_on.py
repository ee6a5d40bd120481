"""The database refuses a sheet, or is busy: that sheet waits, the others are loaded, a second load ends the work."""

import json
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import PageLogEntry

from catalogue.services.loading.load import Interrupted, Options, load_catalogue
from catalogue.services.models import ServicePage
from search.models import DirtyDocument
from tests.catalogue.services.loading import load, refusal, write

AGAIN = "Relancez : ce qui est chargé ne changera pas."
_HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere writers wait for rows, not for a file")


def sheets(folder, *ids: str):
    said = [{"id": one, "name": f"Service {one}", "description": "Un texte."} for one in ids]
    return write(folder, "x.json", json.dumps(said))


def loaded() -> set[str]:
    return set(ServicePage.objects.values_list("external_id", flat=True))


@contextmanager
def held_by_another_process():
    command = [sys.executable, "-c", _HOLDER, str(connection.settings_dict["NAME"])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        yield
        holder.communicate("enough\n")


@pytest.fixture
def impatient():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50")
        yield
        cursor.execute("PRAGMA busy_timeout=20000")


@pytest.mark.django_db
def test_a_sheet_that_a_constraint_refuses_keeps_none_of_the_others_out(tmp_path, catalogue):
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX one_definition ON services_servicepage (deployed_definition)")
    said = refusal(sheets(tmp_path, "un"), sheets(tmp_path / "more", "deux"))
    assert loaded() == {"un"}
    assert "fiche « deux », la base de données refuse une valeur, par une de ses contraintes" in said
    assert "1 erreur" in said and AGAIN in said
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_definition")
    assert "1 créée, 0 mise à jour, 1 inchangée" in load(sheets(tmp_path, "un", "deux"))


@pytest.mark.django_db
def test_a_word_that_a_constraint_refuses_is_told_with_its_place(tmp_path, catalogue):
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX one_description ON services_theme (description)")
    said = refusal(write(tmp_path, "x.yml", "themes: [{slug: un, name: Un}, {slug: deux, name: Deux}]"))
    assert "themes.2 (ligne 1) : la base de données refuse une valeur" in said


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_base_that_is_busy_for_one_sheet_takes_the_next(tmp_path, catalogue, impatient):
    def busy_for_the_second(sources):
        for source in sources:
            if source.sheet.key == "deux":
                with held_by_another_process():
                    yield source
            else:
                yield source

    file = sheets(tmp_path, "un", "deux", "trois")
    report = load_catalogue([file], Options(), busy_for_the_second)
    assert [one.message for one in report.problems] == [
        "fiche « deux », la base de données est occupée, ou ne répond pas (database is locked)"
    ]
    assert loaded() == {"un", "trois"}
    assert "1 créée, 0 mise à jour, 2 inchangées" in load(file)


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_base_that_stays_busy_is_not_asked_for_every_sheet(tmp_path, catalogue, impatient):
    file = sheets(tmp_path, *(f"s{number}" for number in range(9)))
    with held_by_another_process():
        said = refusal(file)
    assert said.count("la base de données est occupée") == 3
    assert f"La base de données ne répond plus : le chargement s'est arrêté là. {AGAIN}" in said
    assert loaded() == set()
    assert "9 créées" in load(file)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose")
@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_stops_the_load_in_words(tmp_path, catalogue):
    def cut_before_the_second(sources):
        for source in sources:
            if source.sheet.key == "deux":
                other = connection.copy()
                with other.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
                other.close()
            yield source

    file = sheets(tmp_path, "un", "deux", "trois")
    with pytest.raises(Interrupted) as interrupted:
        load_catalogue([file], Options(), cut_before_the_second)
    connection.close()
    (problem,) = interrupted.value.report.problems
    assert problem.message.startswith("fiche « deux », la base de données est occupée, ou ne répond pas")
    assert loaded() == {"un"}
    assert "2 créées, 0 mise à jour, 1 inchangée" in load(file)


@pytest.mark.django_db(transaction=True)
def test_what_was_loaded_is_found_and_its_history_kept(tmp_path, catalogue):
    call_command("rebuild_index", verbosity=0)
    load(sheets(tmp_path, "un", "deux"))
    page = ServicePage.objects.get(external_id="un")
    assert page.live and page.live_revision_id == page.latest_revision_id and not page.has_unpublished_changes
    assert page.first_published_at and page.latest_revision.as_object().title == page.title
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish", revision=page.live_revision).count() == 1
    assert DirtyDocument.objects.count() and not DirtyDocument.objects.dirty().exists()
