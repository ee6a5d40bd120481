"""A file as its desk reads it: what was filed, its pieces, the rules of its wave, its journal, the notes on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from catalogue.funding import instructing
from catalogue.funding.application_files import facts
from catalogue.funding.filing import other_waves
from catalogue.funding.instructing import Desk
from catalogue.funding.models import Application, ApplicationEvent, ApplicationFile, ApplicationState, Instruction
from catalogue.review.models import ReviewCriterion
from catalogue.review.tallies import weighted_mean
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.concurrency import tie_errors
from store.spaces.fund_frame import fund_page
from store.spaces.instruction.desk_acts import acts_of
from store.spaces.instruction.desk_forms import NotesForm, OwnConflictForm
from store.spaces.instruction.desk_place import desk_and_file

State = ApplicationState
_LISTED = 200
_OPEN_TO_NOTES = (State.FILED, State.COMPLEMENT, State.ADMISSIBLE, State.PRESELECTED)
_ACTS = {
    "commencee": "Commencé",
    "ecrite": "Écrit",
    "invitation": "Invitation d'une collectivité",
    "accord": "Accord d'une collectivité",
    "depart": "Départ d'une collectivité",
    "piece": "Pièce jointe",
    "piece-retiree": "Pièce retirée",
    "instruction": "Notes d'instruction",
}


@dataclass(frozen=True)
class JournalLine:
    event: ApplicationEvent

    @property
    def what(self) -> str:
        event = self.event
        return event.get_to_state_display() if event.to_state else _ACTS.get(event.act, event.act)


@dataclass(frozen=True)
class ColleagueNote:
    """What a colleague noted: `marks` as (criterion, value); `mean` weighted, None if nothing was marked."""

    note: Instruction
    marks: list[tuple[str, int | None]]
    mean: float | None


def notes_of(notes: Iterable[Instruction], criteria: list[ReviewCriterion]) -> list[ColleagueNote]:
    found = []
    for note in notes:
        given = [(one, note.marks[str(one.pk)]) for one in criteria if str(one.pk) in note.marks]
        mean = weighted_mean((one.weight, value) for one, value in given)
        found.append(ColleagueNote(note, [(one.name, value) for one, value in given], mean))
    return found


@require_safe
@only(Action.INSTRUCT_FILES)
def file(request: SignedInRequest, pk: int) -> HttpResponse:
    desk, row = desk_and_file(request, pk)
    return _show(request, desk, row)


@require_POST
@only(Action.INSTRUCT_FILES)
def notes(request: SignedInRequest, pk: int) -> HttpResponse:
    desk, row = desk_and_file(request, pk)
    form = NotesForm(_criteria(row), None, request.POST)
    if form.is_valid():
        said = {"opinion": form.cleaned_data["opinion"], "proposed": form.cleaned_data["proposed"]}
        if _written(form, row, desk, marks=form.marks(), **said):
            messages.success(request, "Vos notes sont enregistrées.")
            return redirect("fund-file", pk)
    return _show(request, desk, row, noting=form)


@require_POST
@only(Action.INSTRUCT_FILES)
def conflict(request: SignedInRequest, pk: int) -> HttpResponse:
    desk, row = desk_and_file(request, pk)
    form = OwnConflictForm(request.POST)
    if form.is_valid() and _written(form, row, desk, conflict=form.cleaned_data["conflict"]):
        messages.success(request, "C'est noté : vous vous êtes retiré de ce dossier.")
        return redirect("fund-file", pk)
    return _show(request, desk, row, leaving=form)


def _written(form: forms.Form, row: Application, desk: Desk, **said: Any) -> bool:
    """False, and why among the errors of the form, when it is refused."""
    try:
        instructing.instruct(row, desk, **said)
    except ValidationError as error:
        tie_errors(form, error)
        return False
    return True


@require_safe
@only(Action.INSTRUCT_FILES)
def piece(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    """Always downloaded, never shown by us."""
    desk, row = desk_and_file(request, pk)
    if _conflicts(desk, row):
        raise Http404("Vous ne participez pas à ce dossier.")
    return piece_response(get_object_or_404(ApplicationFile, pk=number, application=row))


def piece_response(one: ApplicationFile) -> HttpResponseBase:
    ending = str(one.file.name).rpartition(".")[2]
    try:
        response = FileResponse(one.file.open("rb"), as_attachment=True, filename=f"{one.title[:100]}.{ending}")
    except OSError as error:
        raise Http404("Cette pièce n'existe plus.") from error
    add_never_cache_headers(response)
    return response


def _criteria(row: Application) -> list[ReviewCriterion]:
    return list(row.wave.grid.criteria.all()) if row.wave.grid else []


def _conflicts(desk: Desk, row: Application) -> list[str]:
    """Why this officer does not take part in the file; empty if nothing stands in the way."""
    shown = instructing.conflicts_of(desk, row)
    said = instructing.withdrawn_from(desk.officer).filter(application=row).first()
    return [*shown, f"Vous vous êtes retiré : « {said.conflict_reason} »"] if said else shown


def _show(
    request: SignedInRequest,
    desk: Desk,
    row: Application,
    *,
    noting: NotesForm | None = None,
    leaving: OwnConflictForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"desk": desk, "row": row, "conflicts": _conflicts(desk, row)}
    if not context["conflicts"]:
        criteria = _criteria(row)
        every = list(row.instructions.select_related("officer__user"))
        own = next((one for one in every if one.officer_id == desk.officer.pk), None)
        context |= {
            "acts": acts_of(desk, row),
            "facts": facts(row),
            "pieces": row.files.all(),
            "members": row.members.select_related("organisation"),
            "others": other_waves(row),
            "journal": [JournalLine(one) for one in row.events.order_by("-at", "-pk")[:_LISTED]],
            "notes": notes_of((one for one in every if not one.has_conflict), criteria),
            "withdrawn": [one for one in every if one.has_conflict],
            "takes_notes": row.state in _OPEN_TO_NOTES,
            "noting": noting or NotesForm(criteria, own),
            "leaving": leaving or OwnConflictForm(),
            "decides": instructing.decided_at(desk.officer).filter(pk=row.pk, call__kind="local").exists(),
        }
    wrong = any(form is not None and form.errors for form in (noting, leaving))
    return fund_page(request, "spaces/instruction/file.html", context | {"wrong": wrong})
