"""What every engine must do, the same way: each test runs on each engine and on each kind of documents."""

import pytest

from search.collection import Collection
from search.collections import COLLECTIONS, NEEDS, SERVICES
from search.engines.derived import signature
from search.protocol import Alternative, Eligibility, IndexMissing, QueryTerm, Request
from tests.search.engines.making import changes, document, drop, ids, put, words


@pytest.fixture(params=COLLECTIONS, ids=lambda collection: collection.name)
def collection(request) -> Collection:
    return request.param


# Grants have neither themes nor phases.
THEMED = pytest.mark.parametrize("collection", [SERVICES, NEEDS], ids=lambda collection: collection.name)


def test_a_document_is_found_once_put_replaced_when_put_again_and_gone_once_deleted(engine):
    put(engine, document("cantine", pk=7))
    put(engine, document("piscine", pk=7))
    assert ids(engine, terms=words("cantine")) == set()
    assert ids(engine, terms=words("piscine")) == {7}
    drop(engine, 7)
    drop(engine, 7, 8)
    assert ids(engine) == set()


def test_every_term_must_match_in_any_field(engine):
    both = document("cantine", texts={"name": "La cantine", "body": "une piscine"})
    put(engine, both, document("cantine"), document("piscine"))
    assert ids(engine, terms=words("cantines", "piscines")) == {both.pk}


def test_alternatives_expressions_and_beginnings(engine):
    together = document("une action sociale pour tous")
    apart = document("une action publique menée pour la vie sociale et culturelle")
    put(engine, together, apart)
    expression = QueryTerm("ccas", (Alternative(("ccas",)), Alternative(("action", "social"), 0.5, together=True)))
    assert ids(engine, terms=(expression,)) == {together.pk}
    assert ids(engine, terms=(QueryTerm("cult", (Alternative(("cult",)),), prefix="cult"),)) == {apart.pk}


@THEMED
def test_values_of_one_facet_add_up_and_facets_narrow(engine):
    one = document(facets={"theme": ("culture",), "phase": ("pilote",)})
    two = document(facets={"theme": ("sport", "culture")})
    three = document(facets={"theme": ("social",), "phase": ("pilote",)})
    put(engine, one, two, three)
    assert ids(engine, filters={"theme": ("sport", "social")}) == {two.pk, three.pk}
    assert ids(engine, filters={"theme": ("culture", "social"), "phase": ("pilote",)}) == {one.pk, three.pk}
    counts = engine.answer(Request(filters={"theme": ("sport",), "phase": ("pilote",)})).counts
    assert counts["theme"] == {"culture": 1, "social": 1}
    assert counts["phase"] == {}
    assert engine.answer(Request()).counts["theme"] == {"culture": 2, "sport": 1, "social": 1}


def test_many_values_are_all_counted(engine):
    values = tuple(f"departement-{number:03}" for number in range(130))
    put(engine, document(facets={"departement": values}), document(facets={"departement": values[:1]}))
    counts = engine.answer(Request()).counts["departement"]
    assert counts == {values[0]: 2, **dict.fromkeys(values[1:], 1)}


@THEMED
def test_who_may_use_what(engine):
    free = document()
    communes = document(kinds=("commune", "epci"))
    large = document(population_min=3_500)
    small = document(population_max=3_500)
    second = document(requires=(free.pk,))
    pilot, *not_there = (document(facets={"phase": (phase,)}) for phase in ("pilote", "arrete", "investigation"))
    put(engine, free, communes, large, small, second, pilot, *not_there)

    def usable(**who) -> set[int]:
        return ids(engine, filters={"usable": ("oui",)}, eligibility=Eligibility(**who))

    assert usable(kind="commune", population=3_500) == {free.pk, communes.pk, large.pk, small.pk, pilot.pk}
    assert usable(kind="region", population=3_501) == {free.pk, large.pk, pilot.pk}
    assert usable(kind="epci", population=None, in_use=frozenset([free.pk])) == {
        free.pk,
        communes.pk,
        second.pk,
        pilot.pk,
    }


def test_probed_values_are_counted_one_by_one(engine, collection):
    if collection is not SERVICES:
        pytest.skip("nothing of it depends on the territory of the visitor")
    put(engine, document(facets={"herite": ("epci-1", "region-2")}), document())
    probes = {"herite": ("epci-1", "region-3"), "usable": ("oui",)}
    counts = engine.answer(Request(probes=probes, eligibility=Eligibility("commune", 10))).counts
    assert counts["herite"] == {"epci-1": 1, "region-3": 0}
    assert counts["usable"] == {"oui": 2}


@THEMED
def test_what_has_expired_is_neither_found_nor_counted(engine):
    put(engine, document(expires=1_000, facets={"phase": ("pilote",)}), document(facets={"phase": ("pilote",)}))
    assert engine.answer(Request(now=999)).counts["phase"] == {"pilote": 2}
    assert engine.answer(Request(now=1_000)).counts["phase"] == {"pilote": 1}
    assert len(ids(engine, now=1_000)) == 1
    assert engine.expired(999) == []
    assert len(engine.expired(1_000)) == 1


def test_sorts(engine):
    put(
        engine,
        document("cantine", pk=1, name="Zoé", in_use=3, updated=10),
        document("cantine cantine", pk=2, name="Émile", in_use=5, updated=30),
        document("la cantine des écoles et des centres de loisirs", pk=3, name="abel", in_use=4, updated=20),
    )
    order = {sort: engine.answer(Request(sort=sort)).ids for sort in ("adoption", "recent", "nom")}
    assert order == {"adoption": [2, 3, 1], "recent": [2, 3, 1], "nom": [3, 2, 1]}
    assert engine.answer(Request(terms=words("cantine"), sort="pertinence")).ids[-1] == 3
    assert engine.answer(Request(sort="nom", offset=1, limit=1)).ids == [2]


def test_signatures_tell_documents_apart(engine):
    one = document(facets={"theme": ("culture",)})
    put(engine, one)
    assert engine.signatures() == {one.pk: signature(one)}
    other = document(pk=one.pk, facets={"theme": ("sport",)})
    assert signature(other) != signature(one)


def test_signatures_are_read_by_spans(engine):
    put(engine, *(document(pk=pk) for pk in (3, 5, 8, 13)))
    drop(engine, 5)
    assert set(engine.signatures()) == {3, 8, 13}
    assert set(engine.signatures(after=3, up_to=8)) == {8}
    assert set(engine.signatures(after=8)) == {13}


def test_a_value_that_no_field_takes_is_refused_alone(engine):
    poisoned, sound = document(pk=1, population_max="beaucoup"), document(pk=2)
    refused = engine.apply(changes(poisoned, sound))
    assert {pk: failure.lasting for pk, failure in refused.items()} == {1: True}
    assert ids(engine) == {2}


def test_a_rebuild_replaces_everything_at_once_or_nothing(engine):
    put(engine, document(pk=1))
    with engine.rebuild(changes(document(pk=2), document(pk=3))) as fresh:
        assert ids(engine) == {1}
        assert fresh.count() == 2
        put(fresh, document(pk=4))
        drop(fresh, 2)
        fresh.switch()
    assert ids(engine) == {3, 4}
    with engine.rebuild(changes(document(pk=5))):
        pass  # not switched to
    assert ids(engine) == {3, 4}


def test_one_step_leads_back_to_the_index_before_and_one_more_forth_again(engine):
    put(engine, document(pk=1))
    with engine.rebuild(changes(document(pk=2))) as fresh:
        fresh.switch()
    put(engine, document(pk=3))
    with engine.rollback() as before:
        assert ids(engine) == {2, 3}
        assert before.count() == 1
        put(before, document(pk=4))
        before.switch()
    assert ids(engine) == {1, 4}
    put(engine, document(pk=5))
    with engine.rollback() as after:
        assert after.count() == 2
        after.switch()
    assert ids(engine) == {2, 3}
    with engine.rollback():
        pass  # not switched to
    assert ids(engine) == {2, 3}


def test_what_was_never_switched_to_is_no_index_before(engine, opened):
    with engine.rebuild(changes(document(pk=1))):
        pass
    for nothing_before in (engine, opened()):
        with pytest.raises(IndexMissing), nothing_before.rollback():
            pass


def test_making_an_index_does_not_change_which_one_is_looked_for(engine, opened):
    with engine.rebuild(changes(document(pk=1))) as fresh:
        fresh.switch()
    assert ids(opened()) == {1}


def test_another_process_sees_what_was_written(engine, opened):
    reader = opened()
    assert ids(reader) == set()
    put(engine, document(pk=1))
    assert ids(reader) == {1}


def test_without_an_index_an_engine_says_so(opened):
    nothing = opened()
    assert not nothing.exists()
    with pytest.raises(IndexMissing):
        nothing.answer(Request())
    with pytest.raises(IndexMissing):
        nothing.apply(changes(document()))
    with nothing.rebuild([]) as fresh:
        fresh.switch()
    assert opened().exists()


@THEMED
@pytest.mark.parametrize("value", ["", "a b", "*", '"', "\x00", "é" * 300, "a:b", "|"])
def test_no_value_is_syntax(engine, value):
    put(engine, document())
    assert ids(engine, filters={"theme": (value,)}) == set()
    assert ids(engine, terms=(QueryTerm(value, (Alternative((value,)),)),)) == set()
