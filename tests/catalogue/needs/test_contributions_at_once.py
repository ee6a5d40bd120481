"""Two people act on one contribution at the same moment: one act is done, the other is told why not."""

import pytest

from catalogue.needs import contributing, grouping, moderating
from catalogue.needs.consultation_figures import recount
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import Contribution, Proposition, Stage
from tests import factories
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def consultation(catalogue):
    return factories.make_consultation(phases=("recueil", "soutien"))


@pytest.fixture
def by():
    town = factories.make_organisation(territory=factories.make_territory("Feurs"))
    return Voice(None, town.name, town, profile="agent")


def test_a_draft_that_is_submitted_twice_has_one_number(consultation, by):
    draft = factories.make_contribution(consultation=consultation, organisation=by.organisation, stage=Stage.DRAFT)
    told = at_once(*[lambda: contributing.submit(draft, by)] * 8)
    assert told.count("done") == 1 and len(set(told)) == 2
    assert Contribution.objects.get().number == 1 and recount(consultation) == 0


def test_one_that_is_accepted_and_refused_has_one_answer(consultation, by):
    one = factories.make_contribution(consultation=consultation, organisation=by.organisation, stage=Stage.SUBMITTED)
    acts = [lambda: moderating.accept(one, anct()), lambda: moderating.refuse(one, "Elle vend un produit.", anct())]
    assert at_once(*acts * 4).count("done") == 1
    assert recount(consultation) == 0


def test_one_that_is_withdrawn_while_it_is_grouped_is_one_or_the_other(consultation, by):
    into = factories.make_proposition(consultation=consultation)
    for _ in range(3):
        one = factories.make_contribution(consultation=consultation, organisation=by.organisation)
        told = at_once(
            lambda one=one: contributing.withdraw(one, by),
            lambda one=one: grouping.group(into, [one], "Même sujet.", anct()),
        )
        row = Contribution.objects.get(pk=one.pk)
        assert told.count("done") == 1
        assert (row.grouped_into_id is None) == (row.stage == Stage.WITHDRAWN)
    grouped = Contribution.objects.filter(grouped_into=into).count()
    assert Proposition.objects.get().contribution_count == grouped and recount(consultation) == 0
