"""How use grew: pure counting over dates."""

from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author, declare
from catalogue.deployments.growth import MOST_PERIODS, by_day, periods_of
from catalogue.deployments.models import Channel, Party
from tests import factories

TODAY = date(2026, 5, 20)
TEAM = Author(Party.SERVICE, Channel.ESPACE)
TOWN = Author(Party.ORGANISATION, Channel.ESPACE)


def counts(*uses, today=TODAY):
    kept = Counter(f"debut|{began}" for began, _ in uses) + Counter(f"fin|{ended}" for _, ended in uses if ended)
    return [(p.label, p.began, p.ended, p.going_on) for p in periods_of(by_day(kept), today)]


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
    factories.make_deployment(service, standing="a-reconfirmer", confirmed_on=date(2024, 1, 1))
    growth = team.get("/mainteneur/rdv/").context["adoption"].growth
    assert growth.periods[-1].going_on == 1 and growth.undated == 1
    assert growth.chart.first == "T1 2026 : 1" and growth.chart.last == f"{growth.periods[-1].name} : 1"


@pytest.mark.django_db
def test_what_expires_leaves_the_bars_of_earlier_years_as_they_were(team, maintainer, service, town, time_machine_at):
    def going_on():
        team.force_login(maintainer)
        return {
            period.label: period.going_on for period in team.get("/mainteneur/rdv/").context["adoption"].growth.periods
        }

    time_machine_at("2022-03-10T10:00:00Z")
    row = declare(service, town, {"status": "en-production", "since": date(2022, 1, 1)}, TEAM)
    confirming.confirm(row, TOWN)
    time_machine_at("2023-03-09T10:00:00Z")
    assert set(going_on().values()) == {1}
    time_machine_at("2023-03-10T10:00:00Z")
    call_command("expire_confirmations", verbosity=0)
    time_machine_at("2026-05-20T10:00:00Z")
    assert going_on() == {"2022": 1, "2023": 0, "2024": 0, "2025": 0, "2026 (en cours)": 0}
    confirming.confirm(row, TOWN)
    assert going_on() == {"2022": 1, "2023": 0, "2024": 0, "2025": 0, "2026 (en cours)": 1}


@pytest.mark.django_db
def test_an_expiry_that_history_does_not_tell_is_dated_by_the_rule(team, service, time_machine_at):
    time_machine_at("2026-05-20T10:00:00Z")
    expired = {"standing": "a-reconfirmer", "confirmed_on": date(2023, 3, 10)}
    factories.make_deployment(service, since=date(2022, 1, 1), **expired)
    team.force_login(factories.make_person(maintains=(service,)))
    periods = team.get("/mainteneur/rdv/").context["adoption"].growth.periods
    assert [period.going_on for period in periods] == [1, 1, 0, 0, 0]
