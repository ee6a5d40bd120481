"""« Utilisable chez moi ? »: typed rules, judged without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.services.models import ServicePage
from catalogue.services.rules.eligibility import Rules, Verdict, judge, rules_of
from catalogue.territories.models import Kind
from tests import factories

NOBODY = frozenset()


def test_a_service_without_rules_is_for_everybody():
    for kind in Kind.values:
        assert judge(Rules(), kind, None, NOBODY) == Verdict(usable=True)


def test_a_commune_reads_whom_a_service_is_reserved_for():
    verdict = judge(Rules(kinds=("region", "departement", "epci")), "commune", 5_000, NOBODY)
    assert verdict == Verdict(False, ("réservé aux intercommunalités, départements et régions",))
    assert judge(Rules(kinds=("region",)), "commune", 5_000, NOBODY).reasons == ("réservé aux régions",)
    unknown = judge(Rules(kinds=("canton",)), "commune", 5_000, NOBODY)
    assert unknown.reasons == ("réservé aux structures d'une autre nature",)


@pytest.mark.parametrize(("population", "usable"), [(3_499, False), (3_500, True), (10_000, True), (10_001, False)])
def test_the_bounds_of_population_are_included(population, usable):
    rules = Rules(population_min=3_500, population_max=10_000)
    assert judge(rules, "commune", population, NOBODY).usable is usable


def test_a_village_reads_the_threshold_and_its_own_population():
    verdict = judge(Rules(population_min=3_500), "commune", 1_200, NOBODY)
    assert verdict.reasons == ("à partir de 3\u202f500 habitants (population : 1\u202f200)",)


def test_an_unknown_population_is_not_taken_for_zero():
    assert judge(Rules(population_max=3_500), "syndicat", None, NOBODY).reasons == (
        "dépend de la population, qui n'est pas connue pour ce territoire",
    )


@pytest.mark.parametrize(
    ("phase", "reason"),
    [("arrete", "n'est plus proposé"), ("investigation", "pas encore d'outil : le besoin est à l'étude")],
)
def test_nobody_may_use_what_is_not_there(phase, reason):
    assert judge(Rules(phase=phase), "commune", 10, NOBODY) == Verdict(False, (reason,))


def test_a_required_service_must_be_in_use_first():
    rules = Rules(requires=((7, "ProConnect"), (8, "Tchap")))
    assert judge(rules, "commune", 10, frozenset({8})).reasons == ("demande d'utiliser d'abord ProConnect",)
    assert judge(rules, "commune", 10, frozenset({7, 8})).usable


@given(
    kinds=st.lists(st.sampled_from(Kind.values), unique=True).map(tuple),
    low=st.none() | st.integers(0, 10**7),
    high=st.none() | st.integers(0, 10**7),
    kind=st.sampled_from(Kind.values),
    population=st.none() | st.integers(0, 10**8),
)
def test_a_refusal_always_has_a_reason_and_an_acceptance_none(kinds, low, high, kind, population):
    verdict = judge(Rules(kinds, low, high), kind, population, NOBODY)
    assert verdict.usable is not bool(verdict.reasons)


@pytest.mark.django_db
def test_the_rules_are_those_that_the_editor_wrote(catalogue, django_assert_max_num_queries):
    needed = factories.make_service("ProConnect")
    page = factories.make_service("Parapheur", allowed_kinds=["commune"], population_min=500)
    page.required_services.create(service=needed)
    factories.publish(page)
    page = ServicePage.objects.get(pk=page.pk)
    with django_assert_max_num_queries(3):
        rules = rules_of(page)
    assert rules == Rules(("commune",), 500, None, ((needed.pk, "ProConnect"),))
