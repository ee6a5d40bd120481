"""The chair's pages: opening and closing a session, recording decisions, publishing them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.foundation.french import quantity
from catalogue.review.models import ConflictDeclaration, Decision, ReviewFile, Seat, Session
from catalogue.review.reviewing import close_session, decide, open_session, publish
from catalogue.review.sight import MemberTask, declarations_of, may_see_figures, presided_files, presides_over, task_of
from catalogue.review.tallies import NO_SCORES, ScoreFigures, figures_by_file
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.committee.figures_table import figures_table
from store.spaces.committee.file_pages import declaration_of
from store.spaces.committee.forms import DecisionForm
from store.spaces.committee.place import file_and_seat, page, session_and_seat
from store.spaces.concurrency import tie_errors


@dataclass(frozen=True)
class PresidedFile:
    """A file that this seat decides on. `given`: how many members gave their scores. Both it and `figures` are None
    while this seat may not know them.
    """

    file: ReviewFile
    task: MemberTask
    given: int | None
    figures: ScoreFigures | None
    draft: Decision | None
    decision: Decision | None

    @property
    def may_be_decided(self) -> bool:
        return self.file.session.is_over and self.task != MemberTask.DECLARE

    @property
    def seen(self) -> str:
        """What the form of publication carries: which draft was read, and as of when."""
        return f"{self.draft.pk}@{self.draft.decided_at.isoformat()}" if self.draft else ""


@require_safe
@only(Action.SIT_IN_COMMITTEE)
def session(request: SignedInRequest, pk: int) -> HttpResponse:
    shown, seat = session_and_seat(request, pk, Action.PRESIDE)
    files = list(ReviewFile.objects.with_subjects().filter(session=shown))
    mine = presided_files(shown, seat)
    lines = _presided(shown, seat, [file for file in files if file.pk in mine])
    context = {
        "lines": lines,
        "presided": [line.file for line in lines],
        "elsewhere": [file for file in files if file.pk not in mine],
        "drafts": [line for line in lines if line.draft],
    }
    return page(request, shown, seat, "spaces/committee/presidency.html", context)


def _presided(session: Session, seat: Seat, files: list[ReviewFile]) -> list[PresidedFile]:
    """In the order of the agenda. The figures of a file are computed only if they may be read."""
    declared = declarations_of(seat, files)
    tasks = {file.pk: task_of(declared.get(file.pk)) for file in files}
    for file in files:
        file.session = session
    seen = [one for one in files if may_see_figures(declared.get(one.pk), is_over=session.is_over, presides=True)]
    figures = figures_by_file(seen)
    read = {one.pk: figures.get(one.pk, NO_SCORES).overall for one in seen}
    given = _given(one for one in files if tasks[one.pk] != MemberTask.DECLARE)
    drafts = {one.file_id: one for one in Decision.objects.drafts().filter(file__in=files)}
    decided = {one.file_id: one for one in Decision.objects.in_force().filter(file__in=files)}
    return [
        PresidedFile(
            file,
            tasks[file.pk],
            given.get(file.pk),
            read.get(file.pk),
            drafts.get(file.pk) if tasks[file.pk] != MemberTask.DECLARE else None,
            decided.get(file.pk),
        )
        for file in files
    ]


def _given(files: Iterable[ReviewFile]) -> dict[int, int]:
    found = {file.pk: 0 for file in files}
    done = ConflictDeclaration.objects.filter(file__in=found, given_at__isnull=False)
    for file in done.order_by().values_list("file", flat=True):
        found[file] += 1
    return found


@require_POST
@only(Action.SIT_IN_COMMITTEE)
def opening(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(request, pk, open_session, "La séance est ouverte : les membres déclarent et notent.")


@require_POST
@only(Action.SIT_IN_COMMITTEE)
def closing(request: SignedInRequest, pk: int) -> HttpResponse:
    return _change(request, pk, close_session, "La séance est close : vous pouvez enregistrer les décisions.")


def _change(request: SignedInRequest, pk: int, act, told: str) -> HttpResponse:
    shown, seat = session_and_seat(request, pk, Action.PRESIDE)
    try:
        act(shown, seat)
        messages.success(request, told)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("committee-presidency", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.SIT_IN_COMMITTEE)
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """For who presides over this file, once scoring is over; others go to the file, which says why."""
    shown, seat = file_and_seat(request, pk, Action.PRESIDE)
    declared = declaration_of(shown, seat)
    presides = presides_over(shown, seat) and shown.session.is_over
    if not presides or not may_see_figures(declared, is_over=True, presides=True):
        messages.error(request, "Ce dossier n'attend pas votre décision.")
        return redirect("committee-file", pk)
    draft = Decision.objects.drafts().filter(file=shown).first()
    form = DecisionForm(draft, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            decide(shown, seat, **form.cleaned_data)
        except ValidationError as error:
            tie_errors(form, error)
        else:
            messages.success(request, "La décision est enregistrée. Elle n'est pas encore publiée.")
            return redirect("committee-presidency", shown.session_id)
    in_force = Decision.objects.in_force().filter(file=shown).first()
    context = {"file": shown, "form": form, "figures": figures_table(shown), "decision": in_force}
    return page(request, shown.session, seat, "spaces/committee/decide.html", context)


@require_POST
@only(Action.SIT_IN_COMMITTEE)
def publication(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shows what would be published; then publishes exactly that."""
    shown, seat = session_and_seat(request, pk, Action.PRESIDE)
    seen = _seen(request.POST.getlist("decision"))
    mine = presided_files(shown, seat)
    opened = ConflictDeclaration.objects.filter(seat=seat, has_conflict=False).values("file")
    drafts = Decision.objects.drafts().filter(file__session=shown, file__in=mine, pk__in=[one.pk for one in seen])
    drafts = drafts.filter(file__in=opened)
    if "publier" not in request.POST and (chosen := list(drafts.select_related("file").order_by("file__order"))):
        return page(request, shown, seat, "spaces/committee/publish.html", {"drafts": chosen})
    try:
        done = publish(shown, seat, seen)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"{quantity(len(done), 'décision publiée', 'décisions publiées')}.")
    return redirect("committee-presidency", pk)


def _seen(values: Iterable[str]) -> list[Decision]:
    """From « 12@2026-05-03T10:00:00+00:00 »; what is not so written is left out."""
    found = []
    for value in values:
        pk, _, moment = value.partition("@")
        try:
            found.append(Decision(pk=int(pk), decided_at=datetime.fromisoformat(moment)))
        except ValueError:
            continue
    return found
