"""What answers fully, then what answers in part: both engines, asked anything, agree with a plain reading of it."""

from random import Random

import pytest

from search.answering.tiers import graded
from search.collections import SERVICES
from search.engines.elastic import ElasticEngine
from search.engines.embedded import EmbeddedEngine
from search.protocol import Request
from tests.search.elasticsearch import SERVER, needs_elasticsearch, own_indexes
from tests.search.engines.making import document, put, words

VOCABULARY = (
    *("piscine", "gymnase", "stade", "cantine", "école", "mairie", "route", "pont"),
    *("forêt", "canal", "musée", "théâtre", "marché", "halle", "quai"),
)
THEMES = ("sport", "culture", "voirie", "repas")
FIELDS = ("name", "action", "summary", "themes", "operator", "labels", "body")


def any_documents(random: Random) -> list:
    """Rare words and common ones, said first or in passing."""

    def word() -> str:
        return VOCABULARY[int(random.triangular(0, len(VOCABULARY), 0))]

    def text(most: int) -> str:
        return " ".join(word() for _ in range(random.randrange(most)))

    return [
        document(
            pk=pk,
            name=f"Service {pk:03}",
            texts={field: text(12 if field == "body" else 2) for field in FIELDS},
            facets={"theme": tuple(random.sample(THEMES, random.randrange(3))), "phase": (random.choice("abc"),)},
            in_use=random.randrange(50),
            updated=random.randrange(50),
        )
        for pk in range(1, 90)
    ]


def any_request(random: Random, lexicon) -> Request:
    filters = {"theme": tuple(random.sample(THEMES, 1 + random.randrange(2)))} if random.random() < 0.5 else {}
    filters |= {"phase": (random.choice("abc"),)} if random.random() < 0.3 else {}
    asked = Request(
        terms=words(*random.sample(VOCABULARY, 1 + random.randrange(6))),
        filters=filters,
        pinned=tuple(random.sample(range(1, 90), random.randrange(3))),
        sort=random.choice(("pertinence", "adoption", "recent", "nom")),
        probes={"usable": ("oui",)},
        limit=7,
    )
    return graded(asked, lexicon)


def pages(engine, request: Request) -> list:
    first = engine.answer(request)
    count = -(-first.total // request.limit)
    at = (Request(**{**vars(request), "offset": page * request.limit}) for page in range(1, count))
    return [first, *map(engine.answer, at)]


@pytest.fixture
def embedded(tmp_path):
    engine = EmbeddedEngine(tmp_path / "index", SERVICES)
    with engine.rebuild([]) as fresh:
        fresh.switch()
    return engine


@pytest.mark.parametrize("seed", range(6))
def test_pages_totals_and_counts_tell_one_story(embedded, seed):
    random = Random(seed)
    documents = any_documents(random)
    put(embedded, *documents)
    themes = {one.pk: one.facets["theme"] for one in documents}
    for _ in range(25):
        request = any_request(random, embedded.lexicon())
        answers = pages(embedded, request)
        ids = [pk for answer in answers for pk in answer.ids]
        partial = {pk for answer in answers for pk in answer.lacking}
        assert len(ids) == len(set(ids)) == answers[0].total == embedded.total(request)
        assert {(answer.total, answer.full) for answer in answers} == {(answers[0].total, answers[0].full)}
        if request.upfront:
            assert [pk in partial for pk in ids] == [place >= answers[0].full for place in range(len(ids))]
        everything = Request(**{**vars(request), "filters": {}, "limit": 100})
        found = embedded.answer(everything)
        for theme in THEMES:
            others = Request(**{**vars(everything), "filters": {**request.filters, "theme": (theme,)}})
            assert answers[0].counts["theme"].get(theme, 0) == embedded.total(others)
            if not request.filters:
                assert answers[0].counts["theme"].get(theme, 0) == sum(theme in themes[pk] for pk in found.ids)


@needs_elasticsearch
@pytest.mark.parametrize("seed", range(10, 13))
def test_both_engines_find_count_and_page_the_same(embedded, seed):
    random = Random(seed)
    documents = any_documents(random)
    put(embedded, *documents)
    with own_indexes() as prefix:
        elastic = ElasticEngine(SERVER, prefix, SERVICES)
        with elastic.rebuild([]) as fresh:
            fresh.switch()
        put(elastic, *documents)
        for _ in range(15):
            request = any_request(random, embedded.lexicon())
            here, there = pages(embedded, request), pages(elastic, request)
            for one, other in zip(here, there, strict=True):
                assert (one.total, one.full, one.counts) == (other.total, other.full, other.counts)
                if request.sort != "pertinence":
                    assert one.ids == other.ids
            assert {pk for one in here for pk in one.ids} == {pk for one in there for pk in one.ids}
            assert lacked(here) == lacked(there)


def lacked(answers: list) -> dict:
    return {pk: places for answer in answers for pk, places in answer.lacking.items()}
