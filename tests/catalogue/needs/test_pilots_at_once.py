"""Fifty people press the button at the same moment: no seat is given twice, no collectivité applies twice.

On both databases: SQLite takes one writer at a time, and the others wait.
"""

from collections import Counter

import pytest

from catalogue.needs import piloting
from catalogue.needs.journal import anct
from catalogue.needs.models import Candidacy, NeedAct, NeedEvent, PilotCall
from tests import factories
from tests.at_once import at_once
from tests.catalogue.needs.piloted import make_call, make_town, voice_of

pytestmark = pytest.mark.django_db(transaction=True)

FIFTY = 50


def ask(call, voice):
    return piloting.apply(call, "experimenter", "Nos agents l'attendent.", voice)


@pytest.fixture
def towns(catalogue):
    return [make_town(f"Commune {number}") for number in range(FIFTY)]


def test_fifty_candidacies_are_chosen_at_once_for_the_last_two_seats(towns):
    call = make_call(seats=2)
    asked = at_once(*[lambda town=town: ask(call, voice_of(town)) for town in towns])
    assert asked == ["done"] * FIFTY
    rows = list(Candidacy.objects.all())
    told = at_once(*[lambda row=row: piloting.choose(row, anct()) for row in rows])
    assert told.count("done") == 2
    assert {words[:35] for words in told if words != "done"} == {"Toutes les places sont prises : met"}
    assert Counter(Candidacy.objects.values_list("state", flat=True)) == {"retenue": 2, "deposee": FIFTY - 2}
    assert PilotCall.objects.get().taken == 2
    assert NeedEvent.objects.filter(act=NeedAct.PILOT_CHOSEN).count() == 2


def test_fifty_join_a_call_that_is_open_to_all_and_each_is_counted(towns):
    call = make_call()
    assert at_once(*[lambda town=town: ask(call, voice_of(town)) for town in towns]) == ["done"] * FIFTY
    assert PilotCall.objects.get().taken == Candidacy.objects.filter(state="retenue").count() == FIFTY


def test_fifty_clicks_of_two_agents_are_one_candidacy(catalogue):
    call, town = make_call(seats=2), make_town("Feurs")
    voices = [voice_of(town, factories.make_person(organisation=town)) for _ in range(2)]
    assert at_once(*[lambda n=n: ask(call, voices[n % 2]) for n in range(FIFTY)]) == ["done"] * FIFTY
    row = Candidacy.objects.get()
    assert row.authors.count() == 2


def test_seats_freed_at_once_wake_as_many_and_no_more(towns):
    call = make_call(seats=5)
    rows = [ask(call, voice_of(town)) for town in towns[:10]]
    for row in rows[:5]:
        piloting.choose(row, anct())
    for row in rows[5:8]:
        piloting.put_on_waiting_list(row, anct())
    told = at_once(*[lambda row=row: piloting.withdraw(row, voice_of(row.organisation)) for row in rows[:5]])
    assert told == ["done"] * 5
    states = Counter(Candidacy.objects.values_list("state", flat=True))
    assert states == {"retiree": 5, "retenue": 3, "deposee": 2}
    assert PilotCall.objects.get().taken == 3
