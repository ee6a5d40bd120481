"""« Comité »: the committees where one sits, their sessions, and what a member has to do in each file."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalogue.review.models import ConflictDeclaration, Decision, ReviewFile, Seat, Session
from catalogue.review.sight import MemberTask, declarations_of, task_of
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.committee.place import page, session_and_seat

_LISTED = 50


@dataclass(frozen=True)
class SessionLine:
    """`waiting`: files that wait for the member; those they withdrew from are counted nowhere."""

    session: Session
    files: int
    waiting: int


@dataclass(frozen=True)
class CommitteeSessions:
    seat: Seat
    lines: list[SessionLine]


@dataclass(frozen=True)
class FileLine:
    """`decision`: the published one in force, if there is one."""

    file: ReviewFile
    task: MemberTask
    decision: Decision | None


@require_safe
@never_cache
@only(Action.SIT_IN_COMMITTEE)
def overview(request: SignedInRequest) -> HttpResponse:
    seats = Seat.objects.filter(user=request.user).held_on().select_related("committee").order_by("committee__name")
    return render(request, "spaces/committee/overview.html", {"committees": [_sessions_of(seat) for seat in seats]})


def _sessions_of(seat: Seat) -> CommitteeSessions:
    """Four queries, however many sessions and files there are."""
    sessions = list(Session.objects.filter(committee=seat.committee_id)[:_LISTED])
    mine = ConflictDeclaration.objects.filter(seat=seat)
    kept = ReviewFile.objects.filter(session__in=sessions).exclude(pk__in=mine.filter(has_conflict=True).values("file"))
    files = _by_session(kept)
    waiting = _by_session(kept.exclude(pk__in=mine.filter(given_at__isnull=False).values("file")))
    return CommitteeSessions(
        seat,
        [SessionLine(one, files.get(one.pk, 0), waiting.get(one.pk, 0) if one.is_open else 0) for one in sessions],
    )


def _by_session(files) -> dict[int, int]:
    return dict(files.order_by().values_list("session").annotate(Count("pk")))


@require_safe
@only(Action.SIT_IN_COMMITTEE)
def session(request: SignedInRequest, pk: int) -> HttpResponse:
    shown, seat = session_and_seat(request, pk)
    files = list(ReviewFile.objects.with_subjects().filter(session=shown))
    lines = lines_of(files, seat)
    context = {
        "lines": lines,
        "waiting": sum(line.task.waits for line in lines) if shown.is_open else 0,
        "kept": sum(line.task != MemberTask.WITHDRAWN for line in lines),
        "criteria": shown.grid.criteria.all(),
    }
    return page(request, shown, seat, "spaces/committee/session.html", context)


def lines_of(files: Sequence[ReviewFile], seat: Seat) -> list[FileLine]:
    declared = declarations_of(seat, files)
    decided = {one.file_id: one for one in Decision.objects.in_force().filter(file__in=files)}
    return [FileLine(file, task_of(declared.get(file.pk)), decided.get(file.pk)) for file in files]
