"""Whatever is typed or forged, the catalogue answers with a sane page."""

from time import sleep
from urllib.parse import quote

import pytest
from django.core.management import call_command

from search.answering.find import STANDING_IN
from search.answering.query import LONGEST_TEXT, MOST_WORDS
from tests import factories
from tests.search.elasticsearch import needs_elasticsearch, with_elasticsearch

pytestmark = pytest.mark.django_db
LEFT_IN_PEACE = 2.5
"""Seconds; longer than an engine that did not answer is left alone at first."""

NONSENSE = {
    "10 000 characters": "a" * 10_000,
    "3 000 words": "mot " * 3_000,
    "10 000 different words": " ".join(f"mot{n}" for n in range(10_000)),
    "one quote": '"',
    "spaces": "   ",
    "NUL": "can\x00tine",
    "control characters": "\x01\x02\x1b[31m\x7f",
    "emoji": "🍽️👩‍🍳",
    "right to left": "\u202ecantine\u202c",
    "zero width": "can\u200btine\ufeff",
    "Lucene": '+(action:* OR *:*) AND NOT name:[a TO z]^99 "a b"~3 cantine~2 \\',
    "regular expression": "(a+)+$(.*)*[a-z]{999}|/.*/",
    "JSON": '{"query": {"match_all": {}}}',
    "SQL": "' OR 1=1; DROP TABLE services_servicepage;--",
    "HTML": "<script>alert(1)</script>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "Unicode": "ﬀ ½ ① İ ß ẞ Ǆ \U0001d400 ﷺ",
    "combining": "e" + "\u0301" * 5_000,
    "newlines": "cantine\r\nSet-Cookie: a=b",
    "stop words": "le la les de du des",
    "apostrophes": "'''l'd'’’",
    "long word": "cantine" * 20,
    "percent": "%%%_%\\",
    "separators": "a|b|c count_theme_0 region-84|departement-38",
}

FORGED = [
    "q=%FF%FE%C3%28",
    "q=cantine&q=autre&q[]=x",
    "page=-1",
    "page=0",
    "page=1e9",
    "page=1000000000000000000000",
    "page=abc",
    "page=٣",
    "page=",
    "page=2&page=3",
    "tri=prix",
    "tri=pertinence",
    "tri=../../etc/passwd",
    "theme=inconnu",
    "theme=" + quote("' OR 1=1"),
    "theme=%00",
    "theme=" + "a" * 5_000,
    "departement=region-",
    "departement=38",
    "usable=non",
    "herite=epci-1",
    "adoption=en-production&adoption=partout",
    "phase=pilote&phase=PILOTE&phase=",
    "&".join(f"theme=t{n}" for n in range(500)),
    "&".join(f"{name}=oui" for name in ("usable", "herite", "theme", "public", "phase", "x", "__proto__") * 50),
    "territoire=commune-1&territoire=commune-2",
    ";;;&&&===",
]


@pytest.fixture
def canteen(catalogue):
    return factories.make_service("Cantine", themes=[factories.make_theme("Culture")], phase="pilote")


@pytest.mark.parametrize("text", NONSENSE.values(), ids=NONSENSE.keys())
def test_no_text_breaks_the_search(client, canteen, text):
    assert_sane(client, text)


def asked(client, path: str, data: dict | None = None):
    """Once more where Elasticsearch was late, as on a busy machine: a text that breaks it breaks it again."""
    response = client.get(path, data)
    if STANDING_IN in response.text:
        sleep(LEFT_IN_PEACE)
        response = client.get(path, data)
    return response


def assert_sane(client, text: str) -> None:
    for path in ("/services/", "/services/suggestions/", "/themes/culture/"):
        response = asked(client, path, {"q": text})
        assert response.status_code == 200
        assert "<script>alert(1)" not in response.content.decode()
        assert response.context is None or not response.context["results"].notice


@pytest.mark.parametrize("query", FORGED)
def test_no_query_string_breaks_the_search(client, canteen, query):
    assert_shown(client, query)


def assert_shown(client, query: str) -> None:
    response = asked(client, f"/services/?{query}")
    assert response.status_code == 200
    results = response.context["results"]
    assert not results.notice
    assert 1 <= results.pagination.number <= results.pagination.count


@needs_elasticsearch
def test_nothing_of_it_breaks_elasticsearch(client, canteen):
    with with_elasticsearch():
        call_command("rebuild_index", verbosity=0)
        for text in NONSENSE.values():
            assert_sane(client, text)
        for query in FORGED:
            assert_shown(client, query)


def test_a_long_text_is_cut_and_shown_as_it_was_used(client, canteen):
    results = client.get("/services/", {"q": "cantine " * 3_000}).context["results"]
    assert results.query.q == " ".join(["cantine"] * MOST_WORDS)
    assert results.total == 1
    assert len(client.get("/services/", {"q": "a" * 10_000}).context["results"].query.q) == LONGEST_TEXT


def test_an_unknown_value_is_dropped_and_the_known_one_kept(client, canteen):
    results = client.get("/services/?phase=pilote&phase=nulle&theme=nul").context["results"]
    assert results.canonical_url == "/services/?phase=pilote"
    assert results.total == 1


def test_nobody_reads_the_whole_catalogue_page_by_page(client, canteen):
    assert client.get("/services/?page=9999").context["results"].pagination.number == 1


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_search_only_reads(client, canteen, method):
    assert getattr(client, method)("/services/").status_code == 405
