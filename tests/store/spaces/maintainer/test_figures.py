"""How use grew: pure counting over dates."""

from datetime import date

import pytest

from store.spaces.maintainer.figures import MOST_PERIODS, Use, periods_of
from tests import factories

TODAY = date(2026, 5, 20)


def counts(*uses, today=TODAY):
    return [(p.label, p.began, p.ended, p.going_on) for p in periods_of([Use(*use) for use in uses], today)]


def test_nothing_dated_shows_nothing():
    assert counts() == []
    assert counts((date(2027, 1, 1), None)) == []


def test_a_recent_service_is_counted_by_quarter():
    assert counts((date(2025, 11, 3), None), (date(2026, 4, 1), None), (date(2025, 12, 1), date(2026, 2, 1))) == [
        ("T4 2025", 2, 0, 2),
        ("T1 2026", 0, 1, 1),
        ("T2 2026 (en cours)", 1, 0, 2),
    ]


def test_an_older_one_by_year_and_the_distant_past_at_once():
    shown = counts(*((date(year, 6, 1), None) for year in range(2001, 2027)), (date(2001, 2, 1), date(2020, 1, 1)))
    assert len(shown) == MOST_PERIODS
    assert shown[0] == ("Jusqu'à 2015", 16, 0, 16)
    assert shown[-1] == ("2026 (en cours)", 0, 0, 25)
    assert ("2020", 1, 1, 20) in shown


def test_a_use_that_ends_on_the_last_day_of_a_period_is_over_at_its_end():
    assert counts((date(2026, 1, 1), date(2026, 3, 31)))[0] == ("T1 2026", 1, 1, 0)


@pytest.mark.django_db
def test_the_chart_leaves_out_what_does_not_count_and_what_has_no_date(team, service):
    factories.make_deployment(service, since=date(2026, 1, 1))
    factories.make_deployment(service)
    factories.make_deployment(service, since=date(2026, 1, 1), status="interet")
    factories.make_deployment(service, since=date(2026, 1, 1), standing="contestee", contest_reason="Non.")
    figures = team.get("/mainteneur/rdv/").context["figures"]
    assert figures.periods[-1].going_on == 1 and figures.undated == 1
    assert figures.bars[-1].value == 1
