"""A file of deployments, the process that applies it, killed in the middle, and the page that follows it."""

import re
import signal
from contextlib import contextmanager

import pytest
import requests
from django.test import Client

from catalogue.deployments import bulk
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Party
from store.settings.dev import SECRET_KEY
from tests import factories
from tests.search.faults.asking import wait_until
from tests.search.processes import Store
from tests.store.spaces.maintainer.files import towns
from tests.store.spaces.maintainer.pages import words_of

LINES = 1_500


class Site:
    """The Store with a file that waits to be applied, as somebody of the team opens it, without JavaScript."""

    def __init__(self, data, settings) -> None:
        settings.SECRET_KEY = SECRET_KEY  # the one of the processes, that signs sessions
        service = factories.make_service("RDV Service Public", slug="rdv")
        person = factories.make_person(maintains=(service,))
        browser = Client()
        browser.force_login(person)
        by = Author(Party.SERVICE, Channel.CSV, user=person)
        batch = bulk.prepare(service, bulk.read(towns(LINES).encode()), by, "juin.csv")
        self.page = f"/mainteneur/rdv/imports/{batch.pk}/"
        self.store = Store(data)
        self.address = ""
        self._browser = requests.Session()
        self._browser.cookies.set("sessionid", browser.cookies["sessionid"].value)
        self._processes: list = []

    @contextmanager
    def open(self):
        with self.store.serving("--workers", "1", "--threads", "4") as address:
            self.address = address
            wait_until(self._answers)
            yield

    def _answers(self) -> bool:
        try:
            return self._browser.get(self.address + "/sante/", timeout=20).ok
        except requests.ConnectionError:
            return False

    def read(self) -> str:
        answer = self._browser.get(self.address + self.page, timeout=60)
        assert answer.status_code == 200
        return answer.text

    def words(self) -> str:
        return words_of(self.read())

    def press(self, act: str) -> str:
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', self.read()))
        answer = self._browser.post(f"{self.address}{self.page}{act}/", hidden, timeout=120)
        assert answer.status_code == 200
        return words_of(answer.text)

    def percent(self) -> int:
        """-1 while nothing is said."""
        said = re.search(r"Application de l'import : (\d+) %", self.words())
        return int(said[1]) if said else -1

    def start_worker(self):
        before = self.count("work_workerpresence")
        self._processes.append(self.store.start("manage.py", "work"))
        wait_until(lambda: self.count("work_workerpresence") > before)
        return self._processes[-1]

    def count(self, table: str) -> int:
        return self.store.sql(f"SELECT COUNT(*) FROM {table}")[0][0]

    def end(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait(20)


@pytest.fixture
def site_with_a_file(transactional_db, tmp_path, settings):
    site = Site(tmp_path, settings)
    yield site
    site.end()


def test_a_file_is_applied_once_though_its_worker_is_killed_and_the_site_started_again(site_with_a_file):
    site = site_with_a_file
    with site.open():
        worker = site.start_worker()
        assert "Vous pouvez quitter cette page" in site.press("appliquer")
        wait_until(lambda: 0 < site.percent() < 99)
        worker.send_signal(signal.SIGSTOP)
        reached = site.percent()
        assert 0 < reached < 99
    with site.open():
        assert site.percent() == reached
        worker.kill()
        worker.wait(20)
        assert site.count("deployments_deployment") == 0
        site.start_worker()
        site.store.sql("UPDATE work_job SET leased_until = '2026-01-01' WHERE name = 'apply-batch'")
        wait_until(lambda: "L'import est appliqué. Vous pouvez l'annuler" in site.words())
        assert site.count("deployments_deployment") == LINES
        assert site.count("deployments_deploymentevent") == LINES
        assert "Vous pouvez quitter cette page" in site.press("annuler")
        wait_until(lambda: "L'import est annulé : 1 500 déploiements sont comme avant." in site.words())
        assert site.count("deployments_deployment") == 0
        assert site.count("deployments_deploymentevent") == 2 * LINES


def test_once_the_worker_has_stopped_the_request_applies_the_file_itself(site_with_a_file):
    site = site_with_a_file
    with site.open():
        worker = site.start_worker()
        worker.terminate()
        assert worker.wait(60) == 0
        assert "L'import est appliqué. Vous pouvez l'annuler" in site.press("appliquer")
    assert site.count("deployments_deployment") == LINES
    assert site.store.sql("SELECT COUNT(*) FROM work_job WHERE name = 'apply-batch'") == [(0,)]
