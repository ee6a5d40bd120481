"""What an envelope could pay for: simulations of a préfecture, side by side with what is left. They bind nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.funding import instructing
from catalogue.funding.instructing import Desk
from catalogue.funding.models import Application, ApplicationState, Envelope, Instruction, Programme
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.concurrency import tie_errors
from store.spaces.fund_frame import fund_page
from store.spaces.instruction.desk_forms import ProgrammeForm
from store.spaces.instruction.desk_place import desk_of
from store.spaces.instruction.filed_page import notes_of

COMPARED, MOST_FILES = 6, 200


@dataclass(frozen=True)
class Simulation:
    """`amounts` by id of application. `gap`: what it leaves in the envelope; negative, it overruns."""

    programme: Programme
    amounts: dict[int, int]
    gap: int

    @property
    def total(self) -> int:
        return sum(self.amounts.values())

    @property
    def over(self) -> int:
        return -self.gap


@dataclass(frozen=True)
class SimulatedFile:
    """`mean`: of the weighted marks of those who instructed it."""

    row: Application
    mean: float | None
    proposed: int | None
    amounts: Sequence[int | None]
    field: Any


def envelope_of_desk(request: SignedInRequest, desk: int, pk: int) -> tuple[Desk, Envelope]:
    held = desk_of(request, desk)
    rows = instructing.envelopes_at(held.officer).select_related("territory")
    return held, get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.INSTRUCT_FILES)
def programme(request: SignedInRequest, desk: int, pk: int) -> HttpResponse:
    held, envelope = envelope_of_desk(request, desk, pk)
    files = _admissible(held, envelope)
    notes = _notes(files)
    proposed = {row.pk: _middle(notes.get(row.pk, [])) for row in files}
    form = ProgrammeForm(files, proposed, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = instructing.simulate(envelope, form.cleaned_data["name"], form.amounts(), held)
        except ValidationError as error:
            tie_errors(form, error)
        else:
            messages.success(request, f"La simulation « {made.name} » est gardée. Elle ne décide rien.")
            return redirect("fund-programme", desk, pk)
    simulations = _simulations(envelope, {row.pk for row in files})
    context = {
        "desk": held,
        "envelope": envelope,
        "form": form,
        "simulations": simulations,
        "files": [
            SimulatedFile(
                row,
                _mean(row, notes.get(row.pk, [])),
                proposed[row.pk],
                [one.amounts.get(row.pk) for one in simulations],
                form.amount_field(row),
            )
            for row in files
        ],
    }
    return fund_page(request, "spaces/instruction/programme.html", context)


def _admissible(desk: Desk, envelope: Envelope) -> list[Application]:
    """Without those that the officer is in conflict on: no number that holds them is theirs to read."""
    rows = instructing.files_at(desk.officer).filter(envelope=envelope, state=ApplicationState.ADMISSIBLE)
    rows = rows.exclude(pk__in=instructing.withdrawn_from(desk.officer).values("application"))
    rows = rows.select_related("lead__territory", "wave__grid", "call").order_by("filed", "pk")[:MOST_FILES]
    return [row for row in rows if desk.officer.user.organisation is None or not instructing.conflicts_of(desk, row)]


def _notes(files: Sequence[Application]) -> dict[int, list[Instruction]]:
    found: dict[int, list[Instruction]] = {}
    for note in Instruction.objects.filter(application__in=files, has_conflict=False):
        found.setdefault(note.application_id, []).append(note)
    return found


def _middle(notes: Sequence[Instruction]) -> int | None:
    given = [one.proposed for one in notes if one.proposed]
    return int(median(given)) if given else None


def _mean(row: Application, notes: Sequence[Instruction]) -> float | None:
    criteria = list(row.wave.grid.criteria.all()) if row.wave.grid and notes else []
    given = [one.mean for one in notes_of(notes, criteria) if one.mean is not None]
    return fmean(given) if given else None


def _simulations(envelope: Envelope, shown: set[int]) -> list[Simulation]:
    """The latest ones. A file that is no longer there, or not for this reader, is left out of the sum."""
    rows = Programme.objects.filter(envelope=envelope).prefetch_related("lines")[:COMPARED]
    found = []
    for one in rows:
        amounts = {line.application_id: line.amount for line in one.lines.all() if line.application_id in shown}
        found.append(Simulation(one, amounts, envelope.remainder - sum(amounts.values())))
    return found


@require_POST
@only(Action.INSTRUCT_FILES)
def drop(request: SignedInRequest, desk: int, pk: int, number: int) -> HttpResponse:
    held, envelope = envelope_of_desk(request, desk, pk)
    one = get_object_or_404(Programme, pk=number, envelope=envelope)
    try:
        instructing.drop_programme(one, held)
        messages.success(request, f"La simulation « {one.name} » est supprimée.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("fund-programme", desk, pk)
