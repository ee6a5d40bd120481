"""A browser that has the page is told so, and nothing else; the headers are those of the page."""

import gzip

import pytest
from django.core.management import call_command
from django.test import Client

from tests import factories
from tests.crawling import SITE_MAP

SHEET, CATALOGUE = "/services/treteaux/", "/services/"
PAGES = (
    *("/", CATALOGUE, SHEET, f"{SHEET}collectivites/", f"{SHEET}actualites/", f"{SHEET}actualites.atom"),
    *("/themes/culture/", "/territoires/commune-42023/", "/plan-du-site/", *SITE_MAP, "/contact/", "/robots.txt"),
    *(f"{CATALOGUE}?q=scene&theme=culture", "/services/suggestions/?q=sce", "/territoires/recherche/?q=bourg"),
)


@pytest.fixture
def reader(service, town) -> Client:
    return Client()


@pytest.mark.parametrize("kept", [32, 0])
def test_a_page_that_has_not_changed_is_not_sent_again(reader, settings, kept):
    settings.PAGE_CACHE_MEGABYTES = kept
    for address in PAGES:
        page = reader.get(address)
        again = reader.get(address, headers={"If-None-Match": page["ETag"]})
        compressed = reader.get(address, headers={"If-None-Match": f"W/{page['ETag']}", "Accept-Encoding": "gzip"})
        for answer in (again, compressed):
            assert (answer.status_code, answer.content) == (304, b""), address
            for name in ("ETag", "Vary", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options"):
                assert answer[name].removeprefix("W/") == page[name].removeprefix("W/"), (address, name)
            assert not answer.has_header("Content-Type")
        assert reader.get(address, headers={"If-None-Match": '"autre", W/"encore"'}).status_code == 200


def test_two_workers_know_the_pages_of_each_other(reader, settings):
    """Nothing in a page is drawn by lot, and compressing adds nothing to what its name is made of."""
    for address in PAGES:
        signs = set()
        for kept in (0, 32, 32):
            settings.PAGE_CACHE_MEGABYTES = kept
            for encoding in ("identity", "gzip, br"):
                signs.add(reader.get(address, headers={"Accept-Encoding": encoding})["ETag"].removeprefix("W/"))
        assert len(signs) == 1, address


def test_what_is_cached_is_what_was_made(reader):
    for address in PAGES:
        made, plain = reader.get(address), reader.get(address)
        compressed = reader.get(address, headers={"Accept-Encoding": "gzip"})
        assert plain.content == made.content
        assert dict(plain.items()) == dict(made.items())
        if compressed.has_header("Content-Encoding"):
            assert compressed["ETag"] == f"W/{made['ETag']}"
            assert gzip.decompress(compressed.content) == made.content
            assert "Accept-Encoding" in compressed["Vary"]
        assert int(compressed["Content-Length"]) == len(compressed.content)
        head = reader.head(address)
        assert (head.status_code, head["ETag"], head.content) == (200, made["ETag"], b"")


def test_browsers_ask_each_time_and_no_proxy_gives_it_to_somebody_else(reader):
    page = reader.get(SHEET)
    assert page["Cache-Control"] == "no-cache"
    assert "Cookie" in page["Vary"]


def test_a_page_that_changed_is_sent_whole(reader, service):
    known = reader.get(SHEET)["ETag"]
    service.action = "Louer une scène"
    factories.publish(service)
    changed = reader.get(SHEET, headers={"If-None-Match": known})
    assert changed.status_code == 200
    assert changed["ETag"] != known


def test_pages_without_an_index_are_not_kept(reader, settings, tmp_path):
    """What the database answers in place of the search is true until the index is there again."""
    usual, settings.SEARCH_INDEX_DIR = settings.SEARCH_INDEX_DIR, tmp_path / "nowhere" / "index"
    (tmp_path / "nowhere").write_text("not a directory")
    page = reader.get(f"{CATALOGUE}?q=scène")
    assert "momentanément simplifiée" in page.text
    settings.SEARCH_INDEX_DIR = usual
    call_command("rebuild_index", verbosity=0)
    assert "momentanément simplifiée" not in reader.get(f"{CATALOGUE}?q=scène").text
