"""When some terms are enough, what answers fully, and the name of a service: the same on every engine."""

from dataclasses import replace

import pytest

from search.language.analysis import name_key
from search.protocol import Alternative, Eligibility, QueryTerm, Request
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
    several = QueryTerm("ccas", (Alternative(("ccas",)), Alternative(("action", "social"), 0.5, together=True)))
    assert ids(engine, terms=(several, *words("piscine")), at_least=1) == {1, 2, 3, 4}
    assert ids(engine, terms=(QueryTerm("soc", (Alternative(("soc",)),), prefix="soc"),), at_least=1) == {1, 2, 3, 4}


def test_counts_are_those_of_what_some_terms_find(engine, three):
    put(engine, document("stade", pk=9, facets={"theme": ("sport", "culture")}))
    assert engine.answer(Request(terms=three, at_least=1)).counts["theme"] == {"sport": 2, "culture": 1}
    assert engine.answer(Request(terms=three, at_least=2)).counts["theme"] == {}
    probed = Request(terms=three, at_least=1, filters={"theme": ("culture",)}, probes={"usable": ("oui",)})
    assert engine.answer(replace(probed, eligibility=Eligibility("commune", 10))).counts["usable"] == {"oui": 1}


def test_a_term_counts_once_however_many_of_its_ways_match(engine):
    both = document("rdv ou rendez-vous")
    put(engine, both)
    ways = QueryTerm("rdv", (Alternative(("rdv",)), Alternative(("rendez",))), prefix="rend")
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


@pytest.fixture
def graded(engine):
    """Of three words: 1 and 2 say all of them first, 3 has all in passing, 4 and 5 have the first, 6 the others."""
    sport, culture = {"theme": ("sport",)}, {"theme": ("culture",)}
    put(
        engine,
        document("piscine, gymnase et stade", pk=1, facets=sport, in_use=1, name="Zoé", updated=1),
        document("stade, gymnase et piscine", pk=2, facets=culture, name="Yann", updated=2),
        document(
            "divers", pk=3, facets=sport, in_use=9, texts={"action": "a", "body": "piscine, gymnase, stade"}, name="A"
        ),
        document("piscine", pk=4, facets=sport, in_use=5, name="Bob", updated=9),
        document("piscine", pk=5, facets=culture, name="Carl", updated=3),
        document("divers", pk=6, texts={"action": "a", "body": "gymnase, stade"}, name="Dan"),
        *(document("autre", pk=pk, facets=sport) for pk in range(10, 30)),
    )
    terms = tuple(replace(term, first=2) for term in words("piscine", "gymnase", "stade"))
    return Request(terms=terms, at_least=3, upfront=True, sort="pertinence")


@pytest.mark.parametrize("sort", ["pertinence", "adoption", "recent", "nom"])
def test_what_answers_fully_comes_first_whatever_the_sort(engine, graded, sort):
    answer = engine.answer(replace(graded, sort=sort))
    assert (answer.total, answer.full) == (5, 2)
    assert set(answer.ids[:2]) == {1, 2}
    assert set(answer.ids[2:]) == {3, 4, 5}
    assert dict(answer.lacking) == {3: (), 4: (1, 2), 5: (1, 2)}
    ordered = {"adoption": [1, 2, 3, 4, 5], "recent": [2, 1, 4, 5, 3], "nom": [2, 1, 3, 4, 5]}
    assert answer.ids == ordered.get(sort, answer.ids)


@pytest.mark.parametrize("sort", ["pertinence", "adoption", "recent", "nom"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_go_on_from_what_answers_fully_to_what_follows(engine, graded, sort, size):
    asked = replace(graded, sort=sort)
    whole = engine.answer(asked)
    pages = [engine.answer(replace(asked, offset=first, limit=size)) for first in range(0, 6, size)]
    assert [pk for page in pages for pk in page.ids] == whole.ids
    assert all((page.total, page.full) == (5, 2) for page in pages)
    assert {pk: its for page in pages for pk, its in page.lacking.items()} == whole.lacking


def test_counts_and_filters_are_of_all_that_is_found(engine, graded):
    assert engine.answer(graded).counts["theme"] == {"sport": 3, "culture": 2}
    narrowed = engine.answer(replace(graded, filters={"theme": ("sport",)}))
    assert (narrowed.ids[0], narrowed.total, narrowed.full) == (1, 3, 1)
    assert narrowed.counts["theme"] == {"sport": 3, "culture": 2}
    assert engine.total(replace(graded, filters={"theme": ("sport",)})) == 3
    assert engine.answer(replace(graded, counted=False)).full == 2


def test_what_is_pinned_answers_fully(engine, graded):
    answer = engine.answer(replace(graded, pinned=(20, 5)))
    assert answer.ids[:2] == [20, 5]
    assert (answer.total, answer.full) == (6, 4)
    assert not {20, 5} & set(answer.lacking)


def test_a_word_in_passing_is_enough_for_nothing(engine, graded):
    """Six has more of the words than four, none of them first."""
    assert 6 not in engine.answer(replace(graded, at_least=1)).ids
    assert 6 not in engine.answer(replace(graded, at_least=2)).ids


def test_where_a_word_starts_so_decides_of_its_place(engine):
    put(
        engine,
        document("divers", pk=1, texts={"action": "a", "body": "subventionner, subvention, subventions"}),
        document("divers", pk=2, texts={"action": "Suivre une subvention"}),
        document("divers", pk=3, texts={"action": "a", "summary": "des subventions"}),
    )
    asked = Request(terms=(QueryTerm("subv", (Alternative(("subv",)),), prefix="subv"),), sort="pertinence")
    assert engine.answer(asked).ids == [2, 3, 1]
