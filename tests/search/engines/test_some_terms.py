"""When some terms are enough, and when a question is the name of a service: the same on every engine."""

from dataclasses import replace

import pytest

from search.analysis import name_key
from search.engines.base import Alternative, Eligibility, Request, Term
from tests.search.engines.making import document, ids, put, words


@pytest.fixture
def three(engine):
    """Three words, of which the documents 1, 2 and 3 have as many as their number says."""
    put(
        engine,
        document("piscine", pk=1, facets={"theme": ("sport",)}),
        document(pk=2, texts={"action": "la piscine", "body": "et son gymnase"}),
        document(pk=3, texts={"action": "la piscine", "body": "gymnase, stade"}),
        *(document("la piscine aussi") for _ in range(5)),
    )
    return words("piscine", "gymnase", "stade")


def test_some_terms_may_be_enough(engine, three):
    assert ids(engine, terms=three) == ids(engine, terms=three, at_least=3) == {3}
    assert ids(engine, terms=three, at_least=2) == {2, 3}
    assert len(ids(engine, terms=three, at_least=1)) == 8
    assert ids(engine, terms=three, at_least=1, filters={"theme": ("sport",)}) == {1}


def test_one_of_them_is_not_said_in_passing_only(engine):
    for pk, field in enumerate(("name", "action", "summary", "themes", "operator", "body", "labels"), start=1):
        put(engine, document(pk=pk, texts={"action": "divers", field: "une action sociale"}))
    several = Term("ccas", (Alternative(("ccas",)), Alternative(("action", "social"), 0.5, together=True)))
    assert ids(engine, terms=(several, *words("piscine")), at_least=1) == {1, 2, 3, 4}
    assert ids(engine, terms=(Term("soc", (Alternative(("soc",)),), prefix="soc"),), at_least=1) == {1, 2, 3, 4}
    assert len(ids(engine, terms=(several,), at_least=1, in_passing=True)) == 7


def test_counts_are_those_of_what_some_terms_find(engine, three):
    put(engine, document("stade", pk=9, facets={"theme": ("sport", "culture")}))
    assert engine.answer(Request(terms=three, at_least=1)).counts["theme"] == {"sport": 2, "culture": 1}
    assert engine.answer(Request(terms=three, at_least=2)).counts["theme"] == {}
    probed = Request(terms=three, at_least=1, filters={"theme": ("culture",)}, probes={"usable": ("oui",)})
    assert engine.answer(replace(probed, eligibility=Eligibility("commune", 10))).counts["usable"] == {"oui": 1}


def test_a_term_counts_once_however_many_of_its_ways_match(engine):
    both = document("rdv ou rendez-vous")
    put(engine, both)
    ways = Term("rdv", (Alternative(("rdv",)), Alternative(("rendez",))), prefix="rend")
    assert ids(engine, terms=(ways, *words("piscine")), at_least=2) == set()
    assert ids(engine, terms=(ways, *words("piscine")), at_least=1) == {both.pk}


def test_more_terms_come_first_then_rarer_ones(engine, three):
    put(engine, document("stade", pk=9))
    found = engine.answer(Request(terms=three, at_least=1, sort="pertinence")).ids
    assert found[:3] == [3, 2, 9]


def test_a_term_may_be_worth_several(engine, three):
    pool, gymnasium, stadium = three
    put(engine, document("stade", pk=9))
    found = engine.answer(
        Request(terms=(pool, gymnasium, replace(stadium, worth=3.0)), at_least=1, sort="pertinence")
    ).ids
    assert found[:3] == [3, 9, 2]


def test_an_answer_says_which_terms_each_hit_lacks(engine, three):
    answer = engine.answer(Request(terms=three, at_least=2, sort="pertinence"))
    assert answer.ids == [3, 2]
    assert dict(answer.lacking) == {2: (2,)}
    assert engine.answer(Request(terms=three[:2])).lacking == {}


def test_the_service_that_is_asked_by_its_name_comes_first(engine):
    put(
        engine,
        document("visio visio visio", pk=1, texts={"name": "visio", "action": "visio et visio", "themes": "visio"}),
        document("visio", pk=2, name="Visio"),
        document("visio", pk=3, name="Visio sur Demande"),
        *(document("visio", pk=pk) for pk in range(4, 8)),
    )

    def first(typed: str) -> int:
        answer = engine.answer(Request(terms=words("visio"), name=name_key(typed), sort="pertinence"))
        assert answer.total == 7  # a name is no condition
        return answer.ids[0]

    assert first("") == 1
    assert first("Visio") == first("LES VISIOS") == 2
    assert first("visio-demande") == first("visiosurdemande") == first("visio dem") == 3
