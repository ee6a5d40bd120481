"""Fifty people press at the same moment: one voice for one collectivité, none lost of fifty."""

from collections import Counter

import pytest

from catalogue.needs import supporting
from catalogue.needs.consultation_figures import figures, recount
from catalogue.needs.journal import Voice
from catalogue.needs.models import Need, Support, SupportState
from tests import factories
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


@pytest.fixture
def proposition(catalogue):
    return factories.make_proposition(consultation=factories.make_consultation(phases=("soutien",)))


@pytest.fixture
def towns(catalogue):
    loire = factories.make_territory("Loire", kind="departement", code="42")
    places = [factories.make_territory(f"Ville {n}", population=100, inside=(loire,)) for n in range(MANY)]
    return [Voice(None, one.name, factories.make_organisation(territory=one), mandate="elu") for one in places]


def kept_figures_are_right(proposition) -> bool:
    return not supporting.recount_supports(proposition) and recount(proposition.consultation) == 0


def test_fifty_identical_supports_are_one_then_fifty_withdrawals_one(proposition, towns):
    told = Counter(at_once(*[lambda: supporting.support(proposition, towns[0])] * MANY))
    assert told == {"done": 1, "Ville 0 soutient déjà cette proposition.": MANY - 1}
    assert Support.objects.count() == 1 and kept_figures_are_right(proposition)
    told = Counter(at_once(*[lambda: supporting.withdraw_support(proposition, towns[0])] * MANY))
    assert told["done"] == 1
    row = Need.objects.get(pk=proposition.pk)
    assert (row.support_count, row.supported_population, row.support_counts) == (0, 0, {})
    assert Support.objects.get().state == SupportState.WITHDRAWN and kept_figures_are_right(proposition)


def test_fifty_collectivites_at_once_all_count_and_so_do_two_propositions(proposition, towns):
    other = factories.make_proposition("Autre", consultation=proposition.consultation)
    pairs = zip(towns, [proposition, other] * (MANY // 2), strict=True)
    told = at_once(*[lambda by=by, need=need: supporting.support(need, by) for by, need in pairs])
    assert told == ["done"] * MANY
    counts = Need.objects.order_by("pk").values_list("support_count", "supported_population")
    assert list(counts) == [(MANY // 2, 2_500)] * 2
    assert figures(proposition.consultation, "soutiens")[""] == MANY
    assert kept_figures_are_right(proposition) and kept_figures_are_right(other)


def test_a_voice_withdrawn_while_the_team_sets_it_aside_ends_once(proposition, towns):
    given = supporting.support(proposition, towns[0])
    told = at_once(
        lambda: supporting.withdraw_support(proposition, towns[0]),
        lambda: supporting.set_aside(given, "Donné par erreur."),
    )
    assert told.count("done") == 1 and kept_figures_are_right(proposition)
    assert Need.objects.get(pk=proposition.pk).support_count == 0
