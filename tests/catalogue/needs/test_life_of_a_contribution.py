"""From a draft to a proposition, by the functions that pages, desks and the replay call."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.needs import contributing, grouping, moderating
from catalogue.needs.consultation_figures import figures, recount
from catalogue.needs.journal import Voice, anct
from catalogue.needs.models import Contribution, Destination, Need, NeedAct, Objection, Proposition, Stage
from catalogue.needs.phases import change_dates
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(catalogue):
    return factories.make_consultation(phases=("recueil", "soutien"))


@pytest.fixture
def commune():
    return factories.make_organisation(territory=factories.make_territory("Feurs"))


def test_a_draft_is_kept_then_submitted_with_a_number_and_a_receipt(consultation, commune):
    author = factories.make_person(organisation=commune)
    by = Voice(author, commune.name, commune, profile="agent", function="DGS")
    draft = contributing.write_draft(consultation, {"title": "Signaler un nid-de-poule"}, by)
    assert draft.stage == Stage.DRAFT and not draft.reference
    with pytest.raises(ValidationError) as refused:
        contributing.submit(draft, by)
    assert set(refused.value.message_dict) == {"problem", "concerned", "themes"}
    values = {"problem": "Personne ne répond.", "concerned": "Les habitants.", "themes": [factories.make_theme()]}
    contributing.write_draft(consultation, values, by, draft=draft)
    sent = contributing.submit(draft, by)
    assert (sent.reference, sent.stage, len(sent.digest)) == ("C-1", Stage.SUBMITTED, 64)
    assert not Need.objects.public().exists()
    assert author.follows.filter(need=sent).exists()
    with pytest.raises(ValidationError, match="déjà déposée"):
        contributing.submit(draft, by)


def test_nothing_is_submitted_before_the_phase_opens_nor_from_its_last_second(consultation, commune):
    phase = consultation.phases.get(kind="recueil")
    draft = factories.make_contribution(consultation=consultation, organisation=commune, stage=Stage.DRAFT)
    by = Voice(None, commune.name, commune, profile="agent")
    for moment in (phase.opens - timedelta(seconds=1), phase.closes, phase.closes + timedelta(days=30)):
        with pytest.raises(ValidationError, match="La phase « Recueil des besoins »"):
            contributing.submit(draft, by, at=moment)
    now = timezone.now()
    change_dates(phase, phase.opens, now - timedelta(hours=1), reason="Fin avancée.", by=anct())
    with pytest.raises(ValidationError, match="close depuis"):
        contributing.submit(draft, by)
    change_dates(phase, phase.opens, now + timedelta(days=9), reason="Prolongation demandée.", by=anct())
    assert contributing.submit(draft, by).number == 1
    assert [change.reason for change in phase.changes.all()] == ["Fin avancée.", "Prolongation demandée."]


def test_a_contribution_is_accepted_redirected_and_taken_back_or_refused(consultation, commune):
    elsewhere = Destination.objects.create(name="Fibre", sentence="Écrivez au bureau du très haut débit.")
    one = factories.make_contribution(consultation=consultation, organisation=commune, stage=Stage.SUBMITTED)
    moderating.redirect(one, elsewhere, anct())
    assert Need.objects.public().get().stage == Stage.REDIRECTED
    with pytest.raises(ValidationError, match="déjà « Réorientée »"):
        moderating.accept(one, anct())
    moderating.take_back(one, anct(), "Elle concerne aussi un service.")
    assert not Need.objects.public().exists()
    moderating.accept(one, anct())
    other = factories.make_contribution(consultation=consultation, organisation=commune, stage=Stage.SUBMITTED)
    with pytest.raises(ValidationError, match="irrecevable"):
        moderating.refuse(other, " ", anct())
    moderating.refuse(other, "Elle vend un produit.", anct())
    assert Need.objects.public().get().pk == one.pk
    counted = figures(consultation, "contributions")
    assert (counted[""], counted["etat|acceptee"], counted["etat|irrecevable"]) == (2, 1, 1)
    assert recount(consultation) == 0


def test_grouping_is_all_or_nothing_keeps_originals_and_is_undone(consultation, commune):
    rows = [
        factories.make_contribution(f"Besoin {n}", consultation=consultation, organisation=commune) for n in range(3)
    ]
    unread = factories.make_contribution(consultation=consultation, organisation=commune, stage=Stage.SUBMITTED)
    into = factories.make_proposition(consultation=consultation)
    with pytest.raises(ValidationError, match="seules les contributions acceptées"):
        grouping.group(into, [*rows, unread], "Même sujet.", anct())
    assert not Contribution.objects.filter(grouped_into=into).exists()
    assert len(grouping.group(into, rows, "Même sujet.", anct())) == 3
    assert grouping.group(into, rows, "Même sujet.", anct()) == []
    into.refresh_from_db()
    assert (into.contribution_count, into.support_count) == (3, 0)
    assert Need.objects.public().count() == 4
    other = factories.make_proposition("Autre", consultation=consultation)
    with pytest.raises(ValidationError, match="déjà dans une autre proposition"):
        grouping.group(other, rows[:1], "", anct())
    grouping.ungroup(rows[:1], "Autre sujet.", anct())
    again = Contribution.objects.get(pk=rows[0].pk)
    assert (again.stage, again.number, again.problem) == (Stage.ACCEPTED, 1, "Personne ne répond.")
    grouping.group(other, [again], "", anct())
    acts = list(again.events.filter(about__isnull=False).values_list("act", flat=True))
    assert acts == [NeedAct.GROUPED, NeedAct.UNGROUPED, NeedAct.GROUPED]
    assert recount(consultation) == 0


def test_an_author_objects_in_time_and_is_answered(consultation, commune):
    one = factories.make_contribution(consultation=consultation, organisation=commune)
    into = factories.make_proposition(consultation=consultation)
    by = Voice(None, commune.name, commune)
    grouping.group(into, [one], "Même sujet.", anct())
    with pytest.raises(ValidationError, match="délai"):
        grouping.object_to(one, "Non.", by, at=timezone.now() + timedelta(days=10, minutes=1))
    objection = grouping.object_to(one, "Ce n'est pas le même besoin.", by)
    with pytest.raises(ValidationError, match="déjà enregistrée"):
        grouping.object_to(one, "Encore.", by)
    grouping.answer_objection(objection, True, "Vous avez raison.", anct())
    one.refresh_from_db()
    assert (one.grouped_into, one.stage) == (None, Stage.ACCEPTED)
    assert Objection.objects.get().state == Objection.State.KEPT
    assert Proposition.objects.get().contribution_count == 0
