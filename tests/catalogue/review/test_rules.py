"""The rules of review, without a database: what scores come to, who presides, who sees what, which conflicts show."""

import pytest
from django.utils import timezone

from catalogue.review.interests import Belonging, shown_conflicts
from catalogue.review.models import ConflictDeclaration, Seat, SeatRole
from catalogue.review.sight import MemberTask, may_see_figures, presiding, task_of
from catalogue.review.tallies import ScoreFigures, figures_of, file_figures, weighted_mean
from catalogue.territories.models import Organisation, Territory


@pytest.mark.parametrize(
    ("marks", "mean"),
    [
        ([(2, 5), (1, 2)], 4),
        ([(2, 5), (1, None)], 5),  # « sans objet » gives its weight to the others
        ([(2, 0), (1, None)], 0),  # zero is a score
        ([(3, None)], None),
        ([], None),
    ],
)
def test_without_object_never_counts_as_zero(marks, mean):
    assert weighted_mean(marks) == mean


def test_the_median_and_the_spread_stand_beside_the_mean():
    assert figures_of([1, 5, 5, None]) == ScoreFigures(3, pytest.approx(11 / 3), 5, pytest.approx(1.8856, abs=1e-4))
    assert figures_of([4]) == ScoreFigures(1, 4, 4, 0)
    assert figures_of([None]) == figures_of([]) == ScoreFigures(0, None, None, None)


def test_a_file_is_told_as_a_whole_by_criterion_and_by_seat():
    figures = file_figures([(1, 10, 2, 5), (1, 11, 1, None), (2, 10, 2, 3), (2, 11, 1, 0)])
    assert figures.seats == {1: 5, 2: 2}
    assert (figures.overall.voters, figures.overall.mean) == (2, 3.5)
    assert (figures.criteria[11].voters, figures.criteria[11].mean) == (1, 0)


CHAIR, DEPUTY, MEMBER = (
    Seat(pk=pk, role=role) for pk, role in enumerate((SeatRole.CHAIR, SeatRole.DEPUTY, "membre"), 1)
)


@pytest.mark.parametrize(
    ("withdrawn", "who"), [(set(), [CHAIR]), ({3}, [CHAIR]), ({1}, [DEPUTY]), ({1, 2}, []), ({2}, [CHAIR])]
)
def test_the_conflict_of_the_chair_passes_the_file_to_the_deputy(withdrawn, who):
    assert presiding([MEMBER, DEPUTY, CHAIR], withdrawn) == who


def test_without_a_chair_the_deputy_presides():
    assert presiding([MEMBER, DEPUTY], set()) == [DEPUTY]


NOTHING = None
NO_CONFLICT = ConflictDeclaration(has_conflict=False)
GIVEN = ConflictDeclaration(has_conflict=False, given_at=timezone.now())
IN_CONFLICT = ConflictDeclaration(has_conflict=True, reason="C'est ma commune.")


@pytest.mark.parametrize(
    ("declaration", "task", "seen", "seen_to_decide"),
    [
        (NOTHING, MemberTask.DECLARE, False, False),
        (NO_CONFLICT, MemberTask.SCORE, False, True),
        (GIVEN, MemberTask.GIVEN, True, True),
        (IN_CONFLICT, MemberTask.WITHDRAWN, False, False),
    ],
)
def test_nobody_reads_the_figures_of_a_file_before_giving_theirs_nor_in_conflict(
    declaration, task, seen, seen_to_decide
):
    assert task_of(declaration) == task
    assert may_see_figures(declaration, is_over=False, presides=True) is seen
    assert may_see_figures(declaration, is_over=True, presides=False) is seen
    assert may_see_figures(declaration, is_over=True, presides=True) is seen_to_decide


def organisation(pk: int, name: str, place: int | None = None) -> Organisation:
    return Organisation(pk=pk, name=name, territory=Territory(pk=place) if place else None)


TOWN, EPCI, ELSEWHERE = organisation(1, "Roanne", 10), organisation(2, "CA Roannais", 20), organisation(3, "Feurs", 30)
MINE = [Belonging(TOWN, {20: "membre de la CA Roannais"})]


def test_conflicts_show_for_ones_own_organisation_what_contains_it_and_its_consortium():
    assert shown_conflicts(MINE, [TOWN]) == ["Ce dossier concerne votre organisation, Roanne."]
    through = "Ce dossier concerne la CA Roannais : Roanne en relève (membre de la CA Roannais)."
    assert shown_conflicts(MINE, [ELSEWHERE, EPCI]) == [through]
    [partner] = shown_conflicts(MINE, [ELSEWHERE], [TOWN, EPCI])
    assert "consortium" in partner
    assert shown_conflicts(MINE, [ELSEWHERE], [EPCI]) == []
    assert shown_conflicts([], [TOWN], [TOWN]) == []
