"""What nobody may read of a consultation is not found, counted, suggested nor told; what is withdrawn leaves."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalogue.needs.contributing import withdraw
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import Consultation, ConsultationPhase, Contribution, Need, Stage
from catalogue.needs.moderating import refuse
from catalogue.needs.phases import change_dates
from catalogue.needs.supporting import support
from search.answering.similar import similar_needs
from search.collections import NEEDS
from search.engines import kept_engines
from tests import factories
from tests.search.asking import counts
from tests.search.needs.asking import ask, make_town, open_consultation, titles

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "Zyzomys"


def say(stage: Stage = Stage.ACCEPTED, consultation: str = "Autre") -> Contribution:
    town = make_town()
    return factories.make_contribution(
        f"Élever un {CANARY}",
        consultation=open_consultation(consultation),
        organisation=town,
        problem=f"Le {CANARY} manque.",
        stage=stage,
    )


def never_submitted() -> None:
    say(Stage.DRAFT)


def waiting() -> None:
    say(Stage.SUBMITTED)


def refused() -> None:
    refuse(say(Stage.SUBMITTED), "Hors sujet.", anct())


def withdrawn() -> None:
    row = say()
    withdraw(row, Voice(label="Morlaix", organisation=row.organisation))


def deleted() -> None:
    say().delete()


def unpublished() -> None:
    say(consultation=CANARY).consultation.unpublish()


def private() -> None:
    factories.restrict(say(consultation=CANARY).consultation)


def expired() -> None:
    """The scheduler has not run."""
    Consultation.objects.filter(pk=say(consultation=CANARY).consultation_id).update(
        expire_at=timezone.now() - timedelta(minutes=1)
    )


def changed_behind_the_back_of_signals() -> None:
    say()
    titles()
    Need.objects.filter(title__contains=CANARY).update(public_since=None)


HIDDEN = (
    *(never_submitted, waiting, refused, withdrawn, deleted, unpublished, private, expired),
    changed_behind_the_back_of_signals,
)


@pytest.mark.parametrize("hide", HIDDEN, ids=lambda hide: hide.__name__)
def test_nothing_tells_what_nobody_may_read(hide):
    factories.make_contribution(
        "Élever des abeilles", consultation=open_consultation("Ouverte"), organisation=make_town("Brest")
    )
    call_command("rebuild_index", verbosity=0)
    hide()
    seen = [
        Client().get(address).content.decode()
        for address in (
            "/besoins/?q=elever",
            f"/besoins/?consultation={CANARY.lower()}",
            "/besoins/suggestions/?q=elev",
            "/besoins/suggestions/?q=zyz",
        )
    ]
    assert not [page for page in seen if CANARY in page]
    assert ask("elever").total == 1
    assert counts(ask(), "consultation") == {"ouverte": 1}
    assert [found.hit.need.title for found in similar_needs("Élever")] == ["Élever des abeilles"]
    call_command("sync_index", verbosity=0)
    assert all(len(engine.signatures()) == 1 for engine in kept_engines(NEEDS))


def test_closing_the_list_of_consultations_hides_all_their_needs():
    consultation = say().consultation
    assert ask().total == 1
    factories.restrict(consultation.get_parent())
    assert ask().total == 0


def test_the_words_of_what_is_hidden_are_not_known_to_the_search():
    waiting()
    assert ask(CANARY.lower()).unheard == (CANARY.lower(),)


@pytest.fixture
def secret():
    """Three propositions, the second one supported, in a consultation that hides it."""
    consultation = open_consultation("Discrète", hides_supports=True)
    rows = [factories.make_proposition(f"Proposition {name}", consultation=consultation) for name in "ABC"]
    call_command("rebuild_index", verbosity=0)
    return consultation, rows


def give_voices(proposition) -> None:
    for name in ("Brest", "Quimper"):
        town = make_town(name)
        support(proposition, Voice(label=town.name, organisation=town, mandate="agent"))


@pytest.mark.parametrize("asked", [{}, {"tri": "soutiens"}, {"tri": "nom"}, {"query": "proposition"}])
def test_no_order_and_no_card_betrays_supports_before_the_phase_closes(secret, asked):
    before = titles(**asked)
    give_voices(secret[1][before.index(before[-1])])
    call_command("sync_index", verbosity=0)
    assert titles(**asked) == before
    assert "soutien" not in " ".join(hit.supported for hit in ask().hits)
    assert {hit.supports for hit in ask().hits} == {None}


def test_once_it_is_closed_supports_are_told_and_sort(secret):
    consultation, rows = secret
    give_voices(rows[1])
    phase = consultation.phases.get(kind="soutien")
    ConsultationPhase.objects.filter(pk=phase.pk).update(closes=timezone.now())  # the clock, not somebody
    call_command("sync_index", verbosity=0)
    assert titles(tri="soutiens")[0] == "Proposition B"
    assert ask(tri="soutiens").hits[0].supported == "2 collectivités soutiennent"
    call_command("check_index", verbosity=0)
    phase.refresh_from_db()
    change_dates(phase, phase.opens, timezone.now() + timedelta(days=3), reason="Deux jours de plus.", by=anct())
    assert {hit.supports for hit in ask(tri="soutiens").hits} == {None}
    call_command("check_index", verbosity=0)


def test_supports_sort_where_they_may_be_told():
    consultation = open_consultation("Ouverte")
    rows = [factories.make_proposition(f"Proposition {name}", consultation=consultation) for name in "ABC"]
    give_voices(rows[1])
    assert titles(tri="soutiens")[0] == "Proposition B"
