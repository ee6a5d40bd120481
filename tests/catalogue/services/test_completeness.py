"""The rule of completeness, without a database."""

from catalogue.services.rules.completeness import CRITERIA, judge


def test_an_empty_sheet_is_told_what_to_do_about_each_criterion():
    state = judge(frozenset())
    assert state.met == ()
    assert state.missing == CRITERIA
    assert all(criterion.advice.endswith(".") and criterion.tab for criterion in state.missing)


def test_a_criterion_wants_all_that_it_needs():
    assert "Le besoin en une phrase" not in names(judge(frozenset({"action"})).met)
    assert "Le besoin en une phrase" in names(judge(frozenset({"action", "summary"})).met)


def test_one_of_two_is_enough_where_one_replaces_the_other():
    assert names(judge(frozenset({"closed_reason"})).met) == ["Code source"]
    assert names(judge(frozenset({"licence"})).met) == ["Code source"]


def test_the_arithmetic_adds_up():
    state = judge(frozenset({"website", "reversibility"}))
    assert (len(state.met), state.total) == (2, len(CRITERIA))


def names(criteria) -> list[str]:
    return [criterion.name for criterion in criteria]
