"""Machines ask how the Store is, and wake somebody up."""

import html
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from catalogue.services.models import ServicePage
from search.indexing import locks, outbox
from search.indexing.worker import Worker
from store.mail.models import Message, MessageState
from store.work.models import Job
from tests import factories
from tests.crawling import site_map

TOKEN = "un-secret-é"
SOUND = {
    "moteur": "embedded",
    "interroge_en_premier": True,
    "etat": "ok",
    "retard_secondes": 0.0,
    "en_attente": 0,
    "mises_de_cote": 0,
    "reparations": 0,
}
ELSE = {
    "courriels_en_retard": 0,
    "travaux_en_retard": 0,
    "indexation": {"etat": "ok", "vue_il_y_a_secondes": None},
}


@pytest.fixture
def open_store(transactional_db):
    factories.make_site()
    call_command("rebuild_index", verbosity=0)


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def health(client) -> tuple[int, dict]:
    response = client.get("/sante/")
    assert "no-store" in response["Cache-Control"]
    return response.status_code, response.json()


def figures(client) -> dict[tuple[str, ...], float]:
    """(name, values of the labels…) -> number."""
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    families = text_string_to_metric_families(response.text)
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


def leave_behind(name: str) -> ServicePage:
    """Published while another process holds the index."""
    with locks.writing():
        return factories.make_service(name)


def refuse(page: ServicePage) -> None:
    ServicePage.objects.filter(pk=page.pk).update(last_published_at=datetime(1900, 1, 1, tzinfo=UTC))
    outbox.mark_dirty([page.pk])


def test_all_is_well(client, open_store):
    factories.make_service("Tréteaux")
    assert health(client) == (200, {"etat": "ok", "base": "ok", "moteurs": [SOUND], **ELSE})


def test_the_age_of_what_the_index_does_not_show_is_told_and_a_minute_is_too_long(client, open_store, time_machine_at):
    page = leave_behind("Tréteaux")
    started = timezone.now()
    time_machine_at(started + timedelta(seconds=50))
    with locks.writing():
        page.title = "Rideau"
        factories.publish(page)
    status, said = health(client)
    assert (status, said["etat"], said["moteurs"][0]["en_attente"]) == (200, "ok", 1)
    time_machine_at(started + timedelta(seconds=70))
    status, said = health(client)
    assert (status, said["etat"]) == (200, "degrade")
    assert 70 <= said["moteurs"][0]["retard_secondes"] < 80
    call_command("sync_index", verbosity=0)
    assert health(client)[1]["etat"] == "ok"


def test_what_was_set_aside_is_counted_apart_and_is_no_lag(client, open_store, token, time_machine_at):
    refuse(factories.make_service("Tréteaux"))
    time_machine_at(timezone.now() + timedelta(hours=2))
    assert health(client) == (200, {"etat": "ok", "base": "ok", "moteurs": [{**SOUND, "mises_de_cote": 1}], **ELSE})
    assert figures(client)["store_search_set_aside_documents", "embedded"] == 1
    assert figures(client)["store_search_lag_seconds", "embedded"] == 0


def test_without_an_index_the_store_is_less_well_and_not_down(client, open_store, token, settings):
    (settings.SEARCH_INDEX_DIR / "current").unlink()
    status, said = health(client)
    assert (status, said["etat"], said["moteurs"][0]["etat"]) == (200, "degrade", "ko")
    assert figures(client)["store_search_engine_up", "embedded"] == 0


def test_figures_follow_what_happens_whichever_worker_is_asked(client, open_store, token):
    before = figures(client)
    leave_behind("Tréteaux")
    after = figures(client)
    assert before["store_database_up",] == before["store_search_engine_up", "embedded"] == 1
    assert before["store_search_engine_asked", "embedded"] == 1
    assert (before["store_search_dirty_documents", "embedded"], after["store_search_dirty_documents", "embedded"]) == (
        0,
        1,
    )
    assert after["store_search_lag_seconds", "embedded"] > 0
    breaker = {state: after["store_search_breaker", "embedded", state] for state in ("closed", "open", "half-open")}
    assert breaker == {"closed": 1, "open": 0, "half-open": 0}
    assert all(name.startswith("store_") for name, *_ in after)


ASK = """
import django
django.setup()
from django.test import Client
for address in ("/sante/", "/metrics"):
    response = Client().get(address)
    print(response.status_code, response.text.replace("\\n", " "))
"""


def test_when_the_database_is_away_that_is_told_and_no_figure_is_made_up(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "store.settings.dev",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "STORE_DATA_DIR": str(tmp_path),
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
    }
    asked = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    health, metrics = asked.stdout.splitlines()
    assert health.startswith('503 {"etat": "ko", "base": "ko"')
    assert metrics.startswith("200 ")
    assert "store_database_up 0.0" in metrics
    assert 'store_search_engine_up{engine="embedded"} 0.0' in metrics
    assert "lag_seconds{" not in metrics


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer autre", f"Basic {TOKEN}", TOKEN, f"bearer {TOKEN}x"])
def test_figures_are_for_who_has_the_token(client, token, sent):
    response = client.get("/metrics", headers={"Authorization": sent} if sent else {})
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert "store_" not in response.text


@pytest.mark.django_db
def test_without_a_token_the_page_of_figures_is_only_for_who_develops(client, catalogue, settings):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.DEBUG = True
    assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize("address", ["/sante/", "/metrics"])
def test_machines_only_read_and_search_engines_are_not_told(client, catalogue, token, address):
    assert client.post(address).status_code == 405
    assert address not in client.get("/robots.txt").text + site_map(client)


def test_asking_is_cheap_and_as_often_as_one_likes(client, open_store, django_assert_num_queries):
    with django_assert_num_queries(5):
        client.get("/sante/")
    assert {client.get("/sante/").status_code for _ in range(100)} == {200}


def test_mails_that_do_not_leave_are_told_after_a_quarter_of_an_hour(client, open_store, token, time_machine_at):
    Message.objects.create(key="a", category="compte", to="zoe@mairie.fr", subject="A", text="A")
    assert health(client)[1]["etat"] == "ok"
    time_machine_at(timezone.now() + timedelta(minutes=16))
    status, said = health(client)
    assert (status, said["etat"], said["courriels_en_retard"]) == (200, "degrade", 1)
    assert figures(client)["store_mail_late",] == 1
    Message.objects.update(state=MessageState.SENT)
    assert health(client)[1]["etat"] == "ok"


def test_the_process_that_keeps_the_indexes_in_step_is_missed_when_it_dies(client, open_store, token, time_machine_at):
    worker = Worker(())
    ending = threading.Timer(0.1, worker.stop)
    ending.start()
    worker.run()
    assert health(client)[1]["indexation"]["etat"] == "ok"
    assert figures(client)["store_search_worker_unseen_seconds",] < 20
    time_machine_at(timezone.now() + timedelta(minutes=4))
    said = health(client)[1]
    assert (said["etat"], said["indexation"]["etat"]) == ("degrade", "ko")
    assert figures(client)["store_search_worker_missed",] == 1


def test_a_job_that_nobody_takes_has_no_worker(client, open_store, token):
    Job.objects.create(key="demo", name="demo", due=timezone.now() - timedelta(minutes=16))
    assert health(client)[1]["travaux_en_retard"] == 1
    assert figures(client)["store_jobs_late",] == 1


def test_people_are_told_that_an_index_is_behind(client, open_store, time_machine_at, settings):
    leave_behind("Tréteaux")
    time_machine_at(timezone.now() + timedelta(minutes=10))
    with locks.writing():
        page = client.get("/services/")
        assert "Ces réponses datent d'il y a 10\xa0minutes" in html.unescape(page.text)
    assert "Ces réponses datent" not in client.get("/services/").text
