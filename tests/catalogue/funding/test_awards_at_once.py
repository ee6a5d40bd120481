"""An envelope never overruns, whatever is asked at once."""

from collections import Counter

import pytest

from catalogue.funding import awarding, grant_book
from catalogue.funding.envelope_book import delegate
from catalogue.funding.fund_counts import recount
from catalogue.funding.models import Application, ApplicationState, Envelope, Grant
from catalogue.needs.journal import anct
from tests import fund_factories as fund
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


def test_fifty_awards_of_the_last_five_thousand_euros_make_one_grant_and_a_waiting_list(catalogue):
    wave = fund.make_desk_wave(amount=5_000)
    files = [fund.make_filed(wave, fund.make_town(f"Ville {n}")) for n in range(MANY)]
    assert at_once(*[lambda one=one: awarding.comply(one, anct()) for one in files]) == ["done"] * MANY
    states = Counter(Application.objects.values_list("state", flat=True))
    assert states == {ApplicationState.GRANTED: 1, ApplicationState.WAITING: MANY - 1}
    envelope = Envelope.objects.get(pk=wave.envelope_id)
    assert (envelope.amount, envelope.awarded, envelope.remainder) == (5_000, 5_000, 0)
    assert recount(wave.call.fund) == 0
    # A grant that lapses wakes the first who waits, and nobody else.
    first = Application.objects.filter(state=ApplicationState.WAITING).order_by("waiting_since").first()
    grant_book.cancel(Grant.objects.get(), "Le projet est abandonné.", anct())
    assert Grant.objects.standing().get().application == first
    assert Envelope.objects.get(pk=envelope.pk).remainder == 0 and recount(wave.call.fund) == 0


def test_the_same_file_found_compliant_fifty_times_is_granted_once(catalogue):
    wave = fund.make_desk_wave()
    one = fund.make_filed(wave, fund.make_town("Feurs"))
    told = Counter(at_once(*[lambda: awarding.comply(one, anct())] * MANY))
    assert told["done"] == 1 and Grant.objects.count() == 1
    assert Envelope.objects.get(pk=wave.envelope_id).awarded == 5_000


def test_delegations_at_once_never_give_more_than_there_is(catalogue):
    root = fund.make_fund(10_000)
    child = fund.make_envelope(root, 1_000)
    told = Counter(at_once(*[lambda: delegate(root, child, 5_000, anct())] * 10))
    assert told["done"] == 1
    assert Envelope.objects.get(pk=root.pk).delegated == 6_000 and Envelope.objects.get(pk=child.pk).amount == 6_000
