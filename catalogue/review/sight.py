"""Who presides over a file, what a member still has to do on it, and which figures they may see.

A member who has a conflict is out of the file: none of its figures, nor any that includes them, is theirs to read.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum

from catalogue.review.models import ConflictDeclaration, ReviewFile, Seat, SeatRole, Session, SessionState


class MemberTask(StrEnum):
    """Where a member is with a file."""

    DECLARE = "a-declarer"
    SCORE = "a-noter"
    GIVEN = "notes-donnees"
    WITHDRAWN = "retrait"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def waits(self) -> bool:
        """For the member."""
        return self in (MemberTask.DECLARE, MemberTask.SCORE)


_LABELS = {
    MemberTask.DECLARE: "Intérêts à déclarer",
    MemberTask.SCORE: "À noter",
    MemberTask.GIVEN: "Notes données",
    MemberTask.WITHDRAWN: "Vous vous êtes retiré",
}


def task_of(declaration: ConflictDeclaration | None) -> MemberTask:
    if declaration is None:
        return MemberTask.DECLARE
    if declaration.has_conflict:
        return MemberTask.WITHDRAWN
    return MemberTask.GIVEN if declaration.given_at else MemberTask.SCORE


def may_see_figures(declaration: ConflictDeclaration | None, *, is_over: bool, presides: bool) -> bool:
    """Once one's own scores are given. Who presides over the file reads them too when scoring is over, to decide."""
    task = task_of(declaration)
    return task == MemberTask.GIVEN or (task == MemberTask.SCORE and is_over and presides)


def presiding(seats: Iterable[Seat], withdrawn: Collection[int]) -> list[Seat]:
    """Who decides on a file: the chair; in case of conflict, or without a chair, the deputies.

    `withdrawn`: ids of the seats that declared a conflict.
    """
    free = [seat for seat in seats if seat.presides and seat.pk not in withdrawn]
    chairs = [seat for seat in free if seat.role == SeatRole.CHAIR]
    return chairs or free


def presided_files(session: Session, seat: Seat) -> set[int]:
    """Ids of the files of the session that this seat decides on. Two queries."""
    if not seat.presides:
        return set()
    seats = list(Seat.objects.filter(committee=session.committee_id).held_on().presiding())
    conflicts = ConflictDeclaration.objects.filter(file__session=session, seat__in=seats, has_conflict=True)
    withdrawn: dict[int, set[int]] = {}
    for file, who in conflicts.order_by().values_list("file", "seat"):
        withdrawn.setdefault(file, set()).add(who)
    files = ReviewFile.objects.filter(session=session).values_list("pk", flat=True)
    return {pk for pk in files if seat in presiding(seats, withdrawn.get(pk, ()))}


def presides_over(file: ReviewFile, seat: Seat, day: date | None = None) -> bool:
    if not seat.presides:
        return False
    seats = Seat.objects.filter(committee=file.session.committee_id).held_on(day).presiding()
    conflicts = ConflictDeclaration.objects.filter(file=file, has_conflict=True)
    return seat in presiding(seats, set(conflicts.values_list("seat", flat=True)))


def declarations_of(seat: Seat, files: Sequence[ReviewFile]) -> dict[int, ConflictDeclaration]:
    """By file. One query."""
    return {one.file_id: one for one in ConflictDeclaration.objects.filter(seat=seat, file__in=files)}


def files_waiting_for(user) -> int:
    """How many files of open sessions this person has to declare on or to score, today. One query."""
    seats = Seat.objects.filter(user=user).held_on()
    files = ReviewFile.objects.filter(session__state=SessionState.OPEN, session__committee__seats__in=seats)
    done = ConflictDeclaration.objects.filter(seat__in=seats).exclude(has_conflict=False, given_at=None)
    return files.exclude(pk__in=done.values("file")).distinct().count()
