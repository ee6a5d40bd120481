"""The demonstration is opened on another port than the last time: every link leads where it is."""

import re
import subprocess

import pytest
from django.conf import settings as current
from django.core.management import call_command
from django.test import Client
from wagtail.models import Site

from store.demo.mails import readdress
from store.mail.models import Message
from tests import factories
from tests.crawling import SITE_MAP

ROOT = current.BASE_DIR
OF_THE_STORE = re.compile(r"https?://localhost(?::\d+)?(?=/)")


@pytest.mark.django_db
@pytest.mark.parametrize("ports", [(9001,), (9001, 9002), (9001, 8000)])
def test_every_link_names_the_port_also_the_second_time(client, settings, catalogue, ports):
    settings.DEMO_ACCOUNTS = True
    service = factories.make_service("Tchap")
    Message.objects.create(key="a", category="compte", to="a@mairie.fr", subject="A", text="http://localhost:1/x/")
    before = "http://localhost:1"
    for port in ports:
        settings.WAGTAILADMIN_BASE_URL = address = f"http://localhost:{port}"
        call_command("setup_site", verbosity=0)
        readdress(before, address)
        before = address
        visitor = Client(headers={"host": f"localhost:{port}"})
        for path in ("/", "/services/", service.url, f"{service.url}actualites.atom", "/robots.txt", *SITE_MAP):
            text = visitor.get(path).text
            assert set(OF_THE_STORE.findall(text)) <= {address}, path
        assert set(OF_THE_STORE.findall(visitor.get(service.url).text)) == {address}
        assert Site.objects.get(is_default_site=True).root_url == address
        assert Message.objects.get(key="a").text == f"{address}/x/"


@pytest.mark.django_db
def test_an_address_that_an_administrator_gave_elsewhere_is_kept(settings, catalogue):
    Site.objects.update(hostname="store.example.fr", port=443)
    call_command("setup_site", verbosity=0)
    assert Site.objects.get().root_url == "https://store.example.fr"


def demo(*options: str) -> str:
    """What `make demo` would run."""
    return subprocess.run(
        ["make", "--dry-run", "--old-file=.venv/base", "demo", *options],
        cwd=ROOT, capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"},
    ).stdout  # fmt: skip


def test_the_demonstration_is_for_this_machine_unless_one_says_otherwise():
    assert "--bind 127.0.0.1:8000 " in demo()
    assert "--bind 127.0.0.1:9001 " in demo("PORT=9001")
    assert "--bind 0.0.0.0:9001 " in demo("HOST=0.0.0.0", "PORT=9001")


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ((), "http://localhost:8000"),
        (("PORT=9001",), "http://localhost:9001"),
        (("PORT=9001", "HOST=0.0.0.0"), "http://localhost:9001"),
        (("PORT=9001", "HOST=192.168.1.4"), "http://192.168.1.4:9001"),
        (("STORE_BASE_URL=https://demo.example.fr",), "https://demo.example.fr"),
    ],
)
def test_it_is_told_the_address_at_which_it_is_opened(tmp_path, options, address):
    said = tmp_path / "said.mk"
    said.write_text(f"include {ROOT}/Makefile\ndemo:\n\t@echo $$STORE_BASE_URL\n")
    made = subprocess.run(
        ["make", "--silent", "-f", said, "--old-file=.venv/base", "demo", *options],
        cwd=ROOT, capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert made.stdout.strip() == address
