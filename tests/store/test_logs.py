"""Logs never hold what opens something: read here as an operator reads them, from what is written."""

import logging
import socket
import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from django.core import signing
from django.test import Client

from store.logs import HIDDEN, redact
from store.mail.categories import REQUESTS
from store.mail.preference_links import link_of
from store.spaces.links.link_tokens import address_of
from store.spaces.models import ConfirmationLink
from tests import factories

TOKEN = signing.TimestampSigner(salt="essai").sign("0f8fad5bd9cb469fa16570867728950e")
ANY_TOKEN = "kR8xv2Jq0bZ7"


@pytest.fixture
def links(catalogue):
    """One of each kind that mails hold, as paths."""
    used = factories.make_deployment(factories.make_service("RDV"))
    confirmation = ConfirmationLink.objects.create(deployment=used, occasion="declaration:1")
    return [
        address.removeprefix("http://localhost:8000")
        for address in (address_of(confirmation), link_of("mairie@commune.example", REQUESTS))
    ]


@pytest.mark.django_db
def test_a_refused_form_does_not_log_the_link_it_was_sent_to(links, caplog):
    client = Client(enforce_csrf_checks=True)
    assert client.post(links[0], {"answer": "confirmer"}).status_code == 403
    for link in links:
        client.get(link[:-6] + "/")
        client.get(f"{link}/encore/")
        client.delete(link)
    assert len(caplog.records) >= 5
    for link in links:
        assert link.split("/")[2][:12] not in caplog.text
    assert f"/confirmer/{HIDDEN}/" in caplog.text


@pytest.mark.django_db
def test_nor_does_a_page_that_breaks(links, caplog, monkeypatch):
    def broken(self):
        raise RuntimeError(f"nothing to be done of {links[0]}")

    monkeypatch.setattr(ConfirmationLink, "went_to_the_right_address", property(broken))
    client = Client(raise_request_exception=False)
    assert client.get(links[0]).status_code in (404, 410, 500)
    logging.getLogger("django.request").error("Broken: %s", links[0], exc_info=RuntimeError(links[0]))
    assert "RuntimeError" in caplog.text
    assert links[0].split("/")[2] not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        f"/confirmer/{ANY_TOKEN}/",
        f"GET /courriels/{ANY_TOKEN}/ HTTP/1.1",
        f"/connexion/?next=%2Fconfirmer%2F{ANY_TOKEN}%2F",
        f"https://store.example.fr/connexion/?next={quote(f'/confirmer/{ANY_TOKEN}/', safe='')}",
        f"/ailleurs/{TOKEN}/",
        f"/ailleurs/{quote(TOKEN)}/",
        f"Authorization: Bearer {ANY_TOKEN}",
        f"Token store_{ANY_TOKEN}{ANY_TOKEN} refused",
        f"/connexion/proconnect/retour/?code={ANY_TOKEN}&state={ANY_TOKEN}",
        f"/x?id_token_hint={ANY_TOKEN}",
        f"/admin/password_reset/confirm/MQ/{ANY_TOKEN}/",
    ],
    ids=range(11),  # a signature is of its second, and the name of a test of no moment
)
def test_no_way_to_write_a_token_is_logged(client, said):
    client.get("/sante/")  # the addresses are known from the first request on
    clean = redact(said)
    assert ANY_TOKEN not in clean and TOKEN not in clean and HIDDEN in clean


@pytest.mark.parametrize(
    "said",
    [
        "Not Found: /services/rdv-service-public/",
        "Forbidden (CSRF token missing.): /connexion/",
        "ProConnect sign-in refused: code=404",
        "2026-11-29 06:00:00 ERROR search 12:30 sync_index: lag 12.0",
    ],
)
def test_what_holds_none_is_logged_as_it_is(said):
    assert redact(said) == said


def test_a_badly_written_record_stops_nobody():
    record = logging.getLogRecordFactory()("essai", logging.ERROR, "", 0, "%d %s", ("pas un nombre",), None)
    assert record.msg == "%d %s"


@pytest.mark.django_db
def test_the_access_log_of_gunicorn_holds_none_either(links, tmp_path):
    """As in production: the request, then a Referer that tells where one comes from."""
    with closing(socket.create_server(("127.0.0.1", 0))) as asked:
        address = "127.0.0.1:{1}".format(*asked.getsockname())
    log = tmp_path / "access.log"
    command = [sys.executable, "-m", "gunicorn", "store.wsgi", "--bind", address, "--access-logfile", str(log)]
    environment = {"DJANGO_SETTINGS_MODULE": "store.settings.dev", "STORE_DATA_DIR": str(tmp_path), "DEBUG": "false"}
    (tmp_path / "assets").mkdir()
    with (tmp_path / "error.log").open("w") as errors:
        server = subprocess.Popen(command, env=environment, stderr=errors, stdout=errors)
        try:
            _ask(f"http://{address}{links[1]}", Referer=f"http://{address}{links[0]}")
        finally:
            server.terminate()
            server.wait(20)
    written = log.read_text() + (tmp_path / "error.log").read_text()
    assert f"/courriels/{HIDDEN}/" in written and f"/confirmer/{HIDDEN}/" in written
    for link in links:
        assert link.split("/")[2] not in written


def _ask(address, **headers):
    for _ in range(100):
        try:
            with urlopen(Request(address, headers=headers), timeout=20) as answer:
                return answer.status
        except OSError as error:
            if hasattr(error, "code"):
                return error.code
            time.sleep(0.2)
    raise AssertionError("the server does not answer")
