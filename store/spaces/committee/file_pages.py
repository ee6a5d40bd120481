"""A file as a member reads it: the declaration first, then the grid, then what the others gave."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from catalogue.review.interests import conflicts_shown
from catalogue.review.models import ConflictDeclaration, Decision, ReviewFile, Seat
from catalogue.review.reviewing import declare, save_scores
from catalogue.review.sight import MemberTask, may_see_figures, presides_over, task_of
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.committee.figures_table import figures_table
from store.spaces.committee.forms import InterestsForm, LateConflictForm, ScoresForm
from store.spaces.committee.place import file_and_seat, page
from store.spaces.concurrency import tie_errors


@require_safe
@only(Action.SIT_IN_COMMITTEE)
def file(request: SignedInRequest, pk: int) -> HttpResponse:
    shown, seat = file_and_seat(request, pk)
    return show(request, shown, seat)


@require_POST
@only(Action.SIT_IN_COMMITTEE)
def declaration(request: SignedInRequest, pk: int) -> HttpResponse:
    shown, seat = file_and_seat(request, pk)
    form = InterestsForm(request.POST)
    if form.is_valid() and _declare(request, shown, seat, form, form.has_conflict):
        return redirect("committee-file", pk)
    return show(request, shown, seat, declaring=form)


@require_POST
@only(Action.SIT_IN_COMMITTEE)
def withdrawal(request: SignedInRequest, pk: int) -> HttpResponse:
    """A conflict was found after the declaration that there was none."""
    shown, seat = file_and_seat(request, pk)
    form = LateConflictForm(request.POST)
    if form.is_valid() and _declare(request, shown, seat, form, True):
        return redirect("committee-file", pk)
    return show(request, shown, seat, late=form)


def _declare(request: SignedInRequest, shown: ReviewFile, seat: Seat, form: forms.Form, has_conflict: bool) -> bool:
    """False, and why among the errors of the form, when it is refused."""
    try:
        declare(shown, seat, has_conflict, form.cleaned_data["reason"])
    except ValidationError as error:
        tie_errors(form, error)
        return False
    told = "vous vous êtes retiré de ce dossier." if has_conflict else "vous pouvez lire et noter ce dossier."
    messages.success(request, f"C'est noté : {told}")
    return True


@require_POST
@only(Action.SIT_IN_COMMITTEE)
def scores(request: SignedInRequest, pk: int) -> HttpResponse:
    shown, seat = file_and_seat(request, pk)
    declared = declaration_of(shown, seat)
    form = ScoresForm(shown.session.grid.criteria.all(), (), request.POST)
    if form.is_valid():
        try:
            save_scores(shown, seat, form.marks(), give=form.gives)
        except ValidationError as error:
            tie_errors(form, error)
        else:
            messages.success(request, "Vos notes sont données." if form.gives else "Vos notes sont gardées.")
            return redirect("committee-file", pk)
    if task_of(declared) != MemberTask.SCORE:  # it has no form: what was refused is said above it
        for refusal in form.non_field_errors():
            messages.error(request, str(refusal))
        return redirect("committee-file", pk)
    return show(request, shown, seat, scoring=form)


def show(
    request: SignedInRequest,
    shown: ReviewFile,
    seat: Seat,
    *,
    declaring: InterestsForm | None = None,
    scoring: ScoresForm | None = None,
    late: LateConflictForm | None = None,
) -> HttpResponse:
    declared, session = declaration_of(shown, seat), shown.session
    task = task_of(declared)
    presides = presides_over(shown, seat)
    context = {
        "file": shown,
        "task": task,
        "declaration": declared,
        "decision": Decision.objects.in_force().filter(file=shown).select_related("decided_by").first(),
        "late": late or LateConflictForm(),
        "may_decide": presides and session.is_over and task not in (MemberTask.DECLARE, MemberTask.WITHDRAWN),
    }
    if task == MemberTask.DECLARE and (session.is_open or (session.is_over and seat.presides)):
        conflicts = conflicts_shown(shown, seat)
        context |= {"conflicts": conflicts, "declaring": declaring or InterestsForm(shown=conflicts)}
    if declared and task == MemberTask.SCORE and session.is_open:
        context["scoring"] = scoring or ScoresForm(session.grid.criteria.all(), declared.scores.all())
    if may_see_figures(declared, is_over=session.is_over, presides=presides):
        context["figures"] = figures_table(shown)
    return page(request, session, seat, "spaces/committee/file.html", context)


def declaration_of(shown: ReviewFile, seat: Seat) -> ConflictDeclaration | None:
    return ConflictDeclaration.objects.filter(file=shown, seat=seat).first()
