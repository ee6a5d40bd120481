"""A session from its agenda to its published decisions, and what is refused on the way."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalogue.review.models import (
    ConflictDeclaration,
    Decision,
    ReviewCriterion,
    ReviewFile,
    ReviewScore,
    Session,
)
from catalogue.review.reviewing import (
    Mark,
    add_files,
    close_session,
    decide,
    decisions_published,
    declare,
    open_session,
    publish,
    remove_file,
    save_scores,
)
from catalogue.review.sight import files_waiting_for, presided_files
from catalogue.review.tallies import figures_by_file
from tests import factories
from tests.catalogue.review.sitting import make_seat, make_session, score

pytestmark = pytest.mark.django_db


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return " ".join(error.value.messages)


def test_opening_a_session_freezes_a_copy_of_its_grid(table):
    model = table.session.grid
    grid = table.open().session.grid
    assert grid.copied_from == model
    assert grid.frozen_at
    assert [str(one) for one in grid.criteria.all()] == ["Impact", "Coût"]
    criterion = ReviewCriterion.objects.filter(grid=grid).first()
    criterion.weight = 20
    changes = (criterion.save, criterion.delete, ReviewCriterion.objects.filter(grid=grid).delete, grid.save)
    for change in changes:
        assert "ne change plus" in refused(change)
    assert "ne change plus" in refused(ReviewCriterion.objects.filter(grid=grid).update, weight=3)
    assert list(grid.criteria.values_list("weight", flat=True)) == [2, 1]
    ReviewCriterion.objects.filter(grid=model).update(weight=9)
    assert list(grid.criteria.values_list("weight", flat=True)) == [2, 1]


def test_a_session_opens_closes_and_never_goes_back(table):
    assert "fermez la séance" in refused(decide, table.first, table.chair, "retenu", "Utile.")
    assert "La présidence" in refused(open_session, table.session, table.amrf)
    assert "elle ne se ferme pas" in refused(close_session, table.session, table.chair)
    table.open()
    assert "déjà ouverte" in refused(open_session, table.session, table.chair)
    table.close()
    assert "ne reçoit ni déclaration ni note" in refused(declare, table.first, table.amrf, False)
    table.session.day -= timedelta(days=1)
    assert "ne changent plus" in refused(table.session.full_clean)


def test_an_empty_agenda_does_not_open(table):
    assert "Aucun dossier" in refused(open_session, make_session(committee=table.committee), table.chair)


def test_there_is_no_score_without_a_declaration_nor_in_conflict(table):
    table.open()
    marks = {one.pk: Mark(3) for one in table.session.grid.criteria.all()}
    assert "Déclarez d'abord" in refused(save_scores, table.first, table.amrf, marks, give=True)
    assert "quel est ce conflit" in refused(declare, table.first, table.amrf, True, "  ")
    declare(table.first, table.amrf, True, "J'en suis l'élue.")
    assert "vous n'y participez pas" in refused(save_scores, table.first, table.amrf, marks, give=True)
    assert "ne se retire pas" in refused(declare, table.first, table.amrf, False)
    assert ReviewScore.objects.count() == 0


def test_a_member_whose_seat_is_over_or_elsewhere_does_nothing(table):
    table.open()
    gone = make_seat(table.committee, "AMF", until=timezone.localdate() - timedelta(days=1))
    elsewhere = make_seat(make_session(committee=type(table.committee).objects.create(name="Jury")).committee, "AMF")
    for seat in (gone, elsewhere):
        assert refused(declare, table.first, seat, False) == "Vous ne siégez pas aujourd'hui dans ce comité."
    assert files_waiting_for(gone.user) == 0


def test_data_shows_conflicts_that_the_member_answers(table):
    table.amrf.organisation = table.roanne
    table.amrf.save()
    table.open()
    assert "Les données montrent" in refused(declare, table.first, table.amrf, False)
    declare(table.first, table.amrf, False, "Je n'en suis plus l'élue depuis 2020.")
    row = ConflictDeclaration.objects.get()
    assert row.shown == "Ce dossier concerne votre organisation, Roanne."
    declare(table.second, table.amrf, False)


def test_scores_are_saved_little_by_little_then_given_for_good(table):
    table.open()
    file, criteria = table.first, list(table.session.grid.criteria.all())
    score(file, table.amrf, 4, give=False)
    assert figures_by_file([file]) == {}
    assert files_waiting_for(table.amrf.user) == 2
    some = {criteria[0].pk: Mark(4)}
    assert "Il reste à noter : Coût." in refused(save_scores, file, table.amrf, some, give=True)
    every = {criteria[0].pk: Mark(4, "Beaucoup de communes"), criteria[1].pk: Mark(None)}
    for _ in range(2):  # the button pressed twice
        save_scores(file, table.amrf, every, give=True)
    assert ReviewScore.objects.count() == 2
    assert "ne changent plus" in refused(save_scores, file, table.amrf, {**every, criteria[1].pk: Mark(5)}, give=True)
    assert figures_by_file([file])[file.pk].overall.mean == 4
    assert files_waiting_for(table.amrf.user) == 1


def test_what_is_no_score_is_refused(table):
    table.open()
    declare(table.first, table.amrf, False)
    criterion = table.session.grid.criteria.first()
    assert "de 0 à 5" in refused(save_scores, table.first, table.amrf, {criterion.pk: Mark(6)}, give=False)
    other = make_session(committee=table.committee).grid.criteria.first()
    assert "n'est pas dans la grille" in refused(save_scores, table.first, table.amrf, {other.pk: Mark(1)}, give=False)


def test_a_conflict_found_late_takes_the_scores_and_the_draft_of_the_member_out(table):
    table.open()
    score(table.first, table.amrf, 1, 1)
    score(table.first, table.chair, 5, 5)
    table.close()
    decide(table.first, table.chair, "retenu", "Utile.")
    declare(table.first, table.amrf, True, "Mon frère y travaille.")
    assert figures_by_file([table.first])[table.first.pk].overall.mean == 5
    declare(table.first, table.chair, True, "Moi aussi.")
    assert figures_by_file([table.first]) == {}
    assert Decision.objects.count() == 0


def test_the_file_of_a_chair_in_conflict_is_decided_by_the_deputy(table):
    table.open()
    declare(table.first, table.chair, True, "J'en viens.")
    for file, seat in ((table.first, table.deputy), (table.second, table.deputy), (table.second, table.chair)):
        declare(file, seat, False)
    table.close()
    assert presided_files(table.session, table.chair) == {table.second.pk}
    assert presided_files(table.session, table.deputy) == {table.first.pk}
    assert "se décide par la présidence" in refused(decide, table.first, table.chair, "retenu", "Oui.")
    assert "se décide par la présidence" in refused(decide, table.second, table.deputy, "retenu", "Oui.")
    draft = decide(table.first, table.deputy, "retenu", "Utile à tous.")
    assert "se décide par la présidence" in refused(publish, table.session, table.chair, [draft])
    publish(table.session, table.deputy, [draft])
    assert Decision.objects.in_force().get().decided_by == table.deputy


@pytest.fixture
def decided(table):
    """Both files scored by two members, and decided."""
    table.open()
    for file in (table.first, table.second):
        score(file, table.amrf, 5, 2)
        score(file, table.chair, 2, 2)
    table.close()
    table.drafts = [
        decide(table.first, table.chair, "retenu", "Utile à toutes les communes.", 12_000),
        decide(table.second, table.chair, "non-retenu", "Existe déjà."),
    ]
    return table


def test_nothing_shows_before_publication_and_all_is_published_at_once(decided):
    assert list(Decision.objects.published_about(decided.roanne)) == []
    told = []
    decisions_published.connect(receiver := lambda **sent: told.append(sent["decisions"]), weak=False)
    publish(decided.session, decided.chair, decided.drafts)
    decisions_published.disconnect(receiver)
    assert [len(one) for one in told] == [2]
    [decision] = list(Decision.objects.published_about(decided.roanne))
    assert (decision.voters, decision.mean, decision.median, decision.spread) == (2, 3, 3, 1)
    in_force = Decision.objects.in_force().values_list("file__object_id", "outcome")
    assert dict(in_force) == {decided.roanne.pk: "retenu", decided.feurs.pk: "non-retenu"}
    assert Session.objects.get().state == "publiee"


def test_a_committee_may_keep_its_figures(decided):
    decided.committee.publishes_figures = False
    decided.committee.save()
    publish(decided.session, decided.chair, decided.drafts[:1])
    [decision] = list(Decision.objects.published_about(decided.roanne))
    assert (decision.voters, decision.mean) == (None, None)
    assert Session.objects.get().state == "close"


def test_one_decision_that_changed_since_it_was_read_stops_them_all(decided):
    decide(decided.second, decided.chair, "ajourne", "À revoir.")
    assert "rien n'est publié" in refused(publish, decided.session, decided.chair, decided.drafts)
    assert Decision.objects.published().count() == 0


def test_a_published_decision_does_not_change_another_one_corrects_it(decided):
    [first, _] = publish(decided.session, decided.chair, decided.drafts)
    for change in (first.save, first.delete, Decision.objects.filter(pk=first.pk).delete):
        assert "ne change plus" in refused(change)
    assert "ne change plus" in refused(Decision.objects.all().update, reason="Autre")
    correction = decide(decided.first, decided.chair, "retenu", "Montant rectifié.", 10_000)
    assert Decision.objects.in_force().get(file=decided.first) == first
    publish(decided.session, decided.chair, [correction])
    assert list(Decision.objects.published_about(decided.roanne)) == [correction, first]
    assert Decision.objects.in_force().get(file=decided.first) == correction


def test_what_is_not_selected_is_taken_up_again_and_what_is_selected_is_not(decided):
    later = make_session(committee=decided.committee, title="Deuxième séance")
    assert "attend une décision" in refused(add_files, later, [decided.feurs])
    publish(decided.session, decided.chair, decided.drafts)
    assert refused(add_files, later, [decided.feurs, decided.roanne]).startswith("« Projet de Roanne » est déjà retenu")
    assert not ReviewFile.objects.filter(session=later).exists()
    [again] = add_files(later, [decided.feurs])
    assert add_files(later, [decided.feurs]) == []
    remove_file(again)
    assert not ReviewFile.objects.filter(session=later).exists()
    assert "prochaine séance" in refused(add_files, decided.session, [factories.make_organisation()])
    assert "commencé à lire" in refused(remove_file, decided.first)
