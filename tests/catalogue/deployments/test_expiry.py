"""Confirmations last twelve months; the daily command ends them and says which will end soon."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from catalogue.deployments.adoption import in_use_by
from catalogue.deployments.models import Deployment, DeploymentEvent
from catalogue.deployments.signals import confirmations_ending
from catalogue.deployments.signature_rules import Signature, awaited
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(time_machine_at):
    time_machine_at("2026-11-24T08:00:00Z")


@pytest.fixture
def confirmed(country):
    """`confirmed(territory, day)`"""
    service = factories.make_service("Agenda")

    def make(territory, day, **said):
        organisation = factories.make_organisation(territory=territory)
        fields = {"standing": "confirmee", "confirmed_on": day, "declared_by": "service", **said}
        return factories.make_deployment(service, organisation, **fields)

    return make


def standings():
    return dict(Deployment.objects.values_list("organisation__name", "standing"))


def test_a_year_later_a_confirmation_is_over_and_out_of_the_counts(today, country, confirmed, capsys):
    confirmed(country.village, date(2025, 11, 24))
    confirmed(country.neighbour, date(2025, 11, 25))
    call_command("expire_confirmations")
    assert "1 confirmation expirée, 1 qui expire dans le mois" in capsys.readouterr().out
    assert standings() == {"Beauvoir": "a-reconfirmer", "Izeron": "confirmee"}
    assert in_use_by(country.village) == frozenset()
    event = DeploymentEvent.objects.get()
    assert (event.act, event.channel, event.changes) == (
        "expiration",
        "quotidien",
        {"standing": ["confirmee", "a-reconfirmer"]},
    )


def test_running_it_again_changes_nothing(today, country, confirmed):
    confirmed(country.village, date(2024, 1, 1))
    for _ in range(3):
        call_command("expire_confirmations", verbosity=0)
    assert DeploymentEvent.objects.count() == 1


def test_those_that_end_within_a_month_are_told_about(today, country, confirmed):
    confirmed(country.village, date(2025, 11, 24))
    ending = [confirmed(country.neighbour, date(2025, 11, 25)), confirmed(country.cousin, date(2025, 12, 24))]
    confirmed(country.stranger, date(2025, 12, 25))
    heard = []
    confirmations_ending.connect(lambda deployments, **kwargs: heard.extend(deployments), weak=False, dispatch_uid="t")
    call_command("expire_confirmations", verbosity=0)
    confirmations_ending.disconnect(dispatch_uid="t")
    assert heard == ending


def test_what_is_stopped_stays_confirmed_and_nobody_is_asked_about_it_again(today, country, confirmed, capsys):
    confirmed(country.village, date(2024, 1, 1), status="arrete")
    confirmed(country.neighbour, date(2025, 12, 1), status="arrete")
    call_command("expire_confirmations")
    assert "0 confirmation expirée, 0 qui expire dans le mois" in capsys.readouterr().out
    assert set(standings().values()) == {"confirmee"}
    for row in Deployment.objects.all():
        assert awaited(Signature.of(row), timezone.localdate()) == frozenset()


def test_the_same_queries_for_one_and_for_many(today, country, confirmed, django_assert_max_num_queries):
    for number in range(30):
        confirmed(factories.make_territory(f"Ville {number}"), date(2024, 1, 1))
    with django_assert_max_num_queries(45):
        call_command("expire_confirmations", verbosity=0)
    assert set(standings().values()) == {"a-reconfirmer"}
