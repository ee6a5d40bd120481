"""Services pinned to a question: they answer it whatever their words, first; the same on every engine."""

import pytest

from search.language.analysis import name_key
from search.protocol import Eligibility, Request
from tests.search.engines.making import document, drop, ids, put, words


@pytest.fixture
def canteens(engine):
    """Ten services whose words answer, 1 to 10, the last the most used; 20 to 22 whose words do not."""
    put(
        engine,
        *(document("cantine", pk=pk, in_use=4**pk, updated=pk, facets={"theme": ("repas",)}) for pk in range(1, 11)),
        *(document("piscine", pk=pk, facets={"theme": ("sport",)}) for pk in (20, 21, 22)),
    )
    return {"terms": words("cantine")}


def test_pinned_services_come_first_in_their_order_and_others_follow(engine, canteens):
    asked = Request(**canteens, pinned=(21, 3, 20, 10, 22), sort="pertinence")
    assert engine.answer(asked).ids[:5] == [21, 3, 20, 10, 22]
    assert len(engine.answer(asked).ids) == 13


def test_no_word_nor_name_is_more_pertinent(engine, canteens):
    put(engine, document("cantine cantine", pk=30, name="Cantine", in_use=2**31 - 1))
    asked = Request(**canteens, name=name_key("cantine"), pinned=(20, 21), sort="pertinence")
    assert engine.answer(asked).ids[:3] == [20, 21, 30]


def test_hits_total_and_counts_agree(engine, canteens):
    assert ids(engine, **canteens, pinned=(3, 21)) == {*range(1, 11), 21}
    answer = engine.answer(Request(**canteens, pinned=(3, 21)))
    assert answer.total == 11
    assert answer.counts["theme"] == {"repas": 10, "sport": 1}
    probed = engine.answer(Request(**canteens, pinned=(21,), probes={"herite": ("region-1",), "usable": ("oui",)}))
    assert probed.counts["herite"] == {"region-1": 0}


def test_filters_hold_for_what_is_pinned_too(engine, canteens):
    put(engine, document("piscine", pk=21, kinds=("region",), facets={"theme": ("sport",)}))
    assert ids(engine, **canteens, pinned=(3, 21), filters={"theme": ("sport",)}) == {21}
    assert ids(engine, **canteens, pinned=(3, 21), filters={"theme": ("culture",)}) == set()
    commune = {"filters": {"usable": ("oui",)}, "eligibility": Eligibility("commune", 10)}
    assert ids(engine, **canteens, pinned=(20, 21), **commune) == {*range(1, 11), 20}


def test_counts_of_a_facet_ignore_its_own_selection(engine, canteens):
    asked = Request(**canteens, pinned=(21,), filters={"theme": ("sport",)})
    assert engine.answer(asked).counts["theme"] == {"repas": 10, "sport": 1}


def test_pages_follow_each_other_without_repeating_what_is_pinned(engine, canteens):
    pages = [
        engine.answer(Request(**canteens, pinned=(20, 5), sort="pertinence", offset=offset, limit=4)).ids
        for offset in (0, 4, 8)
    ]
    assert pages[0][:2] == [20, 5]
    assert sorted(pk for page in pages for pk in page) == [*range(1, 11), 20]


def test_another_sort_places_them_as_the_others(engine, canteens):
    assert engine.answer(Request(**canteens, pinned=(20, 2), sort="adoption")).ids[:2] == [10, 9]
    assert engine.answer(Request(**canteens, pinned=(20, 2), sort="adoption")).ids[-1] == 20


def test_what_is_not_in_the_index_or_has_expired_is_not_shown(engine, canteens):
    drop(engine, 20)
    put(engine, document("piscine", pk=21, expires=1_000))
    assert ids(engine, **canteens, pinned=(20, 21, 22, 999), now=2_000) == {*range(1, 11), 22}


def test_when_some_terms_are_enough_it_is_enough_to_be_pinned(engine, canteens):
    asked = {"terms": words("cantine", "halles", "quai"), "at_least": 2}
    assert ids(engine, **asked) == set()
    assert ids(engine, **asked, pinned=(20,)) == {20}
    answer = engine.answer(Request(**asked, pinned=(20, 4), sort="pertinence"))
    assert answer.ids == [20, 4]
    assert dict(answer.lacking) == {20: (0, 1, 2), 4: (1, 2)}


def test_without_a_word_everything_answers_and_the_pinned_come_first(engine, canteens):
    assert engine.answer(Request(pinned=(21, 4), sort="pertinence")).ids[:2] == [21, 4]
    assert len(ids(engine, pinned=(21, 4))) == 13
