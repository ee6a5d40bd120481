"""What direct SQL cannot write either, and two buttons pressed at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction

from catalogue.review.models import ConflictDeclaration, CriteriaGrid, ReviewScore
from catalogue.review.reviewing import Mark, decide, declare, publish, save_scores
from tests.catalogue.review.sitting import Table, score


def sql(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


FROZEN = "SELECT id FROM review_criteriagrid WHERE frozen_at IS NOT NULL"
IMPOSSIBLE = (
    "UPDATE review_reviewscore SET value = 6",
    "INSERT INTO review_reviewscore (declaration_id, criterion_id, value, comment)"
    " SELECT declaration_id, criterion_id, value, comment FROM review_reviewscore",
    "UPDATE review_conflictdeclaration SET has_conflict = true, reason = '  '",
    "UPDATE review_conflictdeclaration SET has_conflict = true, reason = 'Élu'",  # its scores are given
    "INSERT INTO review_conflictdeclaration (file_id, seat_id, has_conflict, reason, shown, declared_at)"
    " SELECT file_id, seat_id, false, '', '', declared_at FROM review_conflictdeclaration",
    "UPDATE review_decision SET reason = ' '",
    "UPDATE review_decision SET outcome = 'ajourne'",  # it has an amount
    "UPDATE review_decision SET amount = -1",
    "UPDATE review_session SET state = 'publiee'",
    "UPDATE review_session SET state = 'ouverte'",
    "UPDATE review_seat SET until = '2019-01-01'",
    "UPDATE review_seat SET role = 'presidence'",
    "UPDATE review_reviewcriterion SET weight = 0",
    'INSERT INTO review_reviewfile (session_id, content_type_id, object_id, title, "order")'
    ' SELECT session_id, content_type_id, object_id, title, "order" FROM review_reviewfile',
)


@pytest.fixture
def decided(table):
    table.open()
    score(table.first, table.amrf, 5, 2)
    score(table.first, table.chair, 5, 2)
    table.close()
    decide(table.first, table.chair, "retenu", "Utile.", 12_000)
    return table


def test_the_database_refuses_what_the_rules_refuse(decided):
    for statement in IMPOSSIBLE:
        with pytest.raises(IntegrityError):
            sql(statement)


def test_a_second_draft_and_a_second_first_decision_are_refused(decided):
    again = (
        "INSERT INTO review_decision (file_id, outcome, reason, decided_by_id, decided_at{extra})"
        " SELECT file_id, 'ajourne', reason, decided_by_id, decided_at{value} FROM review_decision"
    )
    with pytest.raises(IntegrityError):
        sql(again.format(extra="", value=""))
    with pytest.raises(IntegrityError):  # published at once, but it corrects none
        sql(again.format(extra=", published_at", value=", decided_at"))


@pytest.mark.django_db(transaction=True)
def test_the_same_button_pressed_twice_at_once_leaves_one_row():
    table = Table().open()
    file, criteria = table.first, list(table.session.grid.criteria.all())
    start = Barrier(4)

    def press(_: int) -> str:
        start.wait()
        try:
            declare(file, table.amrf, False)
            save_scores(file, table.amrf, {one.pk: Mark(3) for one in criteria}, give=True)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(4))) == ["done"] * 4
    assert (ConflictDeclaration.objects.count(), ReviewScore.objects.count()) == (1, 2)


SEALED = (
    "UPDATE review_decision SET reason = 'Autre.' WHERE published_at IS NOT NULL",
    "UPDATE review_decision SET published_at = NULL",
    "DELETE FROM review_decision WHERE published_at IS NOT NULL",
    "UPDATE review_criteriagrid SET name = 'Autre' WHERE frozen_at IS NOT NULL",
    "UPDATE review_criteriagrid SET frozen_at = NULL",
    "DELETE FROM review_criteriagrid WHERE frozen_at IS NOT NULL",
    f"UPDATE review_reviewcriterion SET weight = 9 WHERE grid_id IN ({FROZEN})",
    f"UPDATE review_reviewcriterion SET grid_id = ({FROZEN}) WHERE grid_id NOT IN ({FROZEN})",
    f"DELETE FROM review_reviewcriterion WHERE grid_id IN ({FROZEN})",
    "INSERT INTO review_reviewcriterion (grid_id, name, help, weight, sort_order)"
    " SELECT id, 'De plus', '', 1, 9 FROM review_criteriagrid WHERE frozen_at IS NOT NULL",
)


def test_frozen_grids_and_published_decisions_change_for_nobody(decided):
    [draft] = decided.first.decisions.all()
    sql("UPDATE review_decision SET reason = 'Encore en projet.'")
    draft.refresh_from_db()
    publish(decided.session, decided.chair, [draft])
    sql("UPDATE review_criteriagrid SET name = 'Modèle' WHERE frozen_at IS NULL")
    sql("UPDATE review_criteriagrid SET copied_from_id = NULL")  # its model may be thrown away
    for statement in SEALED:
        with pytest.raises(IntegrityError, match="ne change plus"):
            sql(statement)
    correction = decide(decided.first, decided.chair, "non-retenu", "Existe déjà.")
    assert correction.corrects_id == draft.pk


@pytest.mark.django_db(transaction=True)
def test_a_whole_database_is_still_emptied_and_sealed_again():
    Table().open()
    call_command("flush", interactive=False, reset_sequences=False, verbosity=0)
    assert not CriteriaGrid.objects.exists()
    Table().open()
    with pytest.raises(IntegrityError, match="ne change plus"):
        sql(SEALED[3])


def test_a_decision_published_twice_is_published_once(decided):
    [draft] = decided.first.decisions.all()
    publish(decided.session, decided.chair, [draft])
    with pytest.raises(Exception, match="rien n'est publié"):
        publish(decided.session, decided.chair, [draft])
