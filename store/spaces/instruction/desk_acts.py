"""What a desk does to files, one or many: read before it is done, then done for all or for none."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from catalogue.foundation.french import quantity
from catalogue.funding import instructing
from catalogue.funding.instructing import Desk
from catalogue.funding.models import Application, ApplicationState, CallKind, FundDesk
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.concurrency import tie_errors
from store.spaces.fund_frame import fund_page
from store.spaces.instruction.desk_forms import (
    AskComplementForm,
    ColleagueForm,
    DeclineForm,
    JuryAgendaForm,
    NothingToSayForm,
)
from store.spaces.instruction.desk_place import chosen_files, desk_of

State = ApplicationState
Files = Sequence[Application]
CONFIRM = "confirmer"
_SAY, _BOTH = "relire", (FundDesk.NATIONAL, FundDesk.PREFECTURE)


@dataclass(frozen=True)
class DeskAct:
    """`run` does it, to all or to none. `froms`: in which states a file waits for it; empty: any."""

    label: str
    run: Callable[[Files, dict[str, Any], Desk], object]
    form: type[NothingToSayForm] = NothingToSayForm
    froms: tuple[ApplicationState, ...] = ()
    kinds: tuple[CallKind, ...] = (CallKind.CALL, CallKind.DESK, CallKind.LOCAL)
    desks: tuple[FundDesk, ...] = _BOTH


def _complement(files: Files, said: dict[str, Any], desk: Desk) -> None:
    for row in files:
        instructing.ask_complement(row, said["reason"], desk)


def _turn_down(to: ApplicationState) -> Callable[[Files, dict[str, Any], Desk], object]:
    return lambda files, said, desk: instructing.turn_down(files, to, said["reason"], desk, way_on=said["way_on"])


_NATIONAL, _CALLS = (FundDesk.NATIONAL,), (CallKind.CALL,)
ACTS: dict[str, DeskAct] = {
    "conforme": DeskAct(
        "Conforme : accorder",
        lambda files, said, desk: instructing.comply_all(files, desk),
        froms=(State.FILED,),
        kinds=(CallKind.DESK,),
        desks=_NATIONAL,
    ),
    "recevable": DeskAct(
        "Recevable",
        lambda files, said, desk: instructing.admit(files, desk),
        froms=(State.FILED, State.INADMISSIBLE),
        kinds=(CallKind.CALL, CallKind.LOCAL),
    ),
    "complement": DeskAct("Demander un complément", _complement, AskComplementForm, (State.FILED,)),
    "irrecevable": DeskAct("Irrecevable", _turn_down(State.INADMISSIBLE), DeclineForm, (State.FILED, State.COMPLEMENT)),
    "preselection": DeskAct(
        "Présélectionner",
        lambda files, said, desk: instructing.preselect(files, desk),
        froms=(State.ADMISSIBLE, State.DISMISSED),
        kinds=_CALLS,
        desks=_NATIONAL,
    ),
    "ecarter": DeskAct(
        "Écarter avant le jury",
        _turn_down(State.DISMISSED),
        DeclineForm,
        (State.ADMISSIBLE, State.PRESELECTED),
        _CALLS,
        _NATIONAL,
    ),
    "jury": DeskAct(
        "Inscrire devant le jury",
        lambda files, said, desk: instructing.send_to_jury(said["session"], files, desk),
        JuryAgendaForm,
        (State.PRESELECTED, State.AT_JURY),
        _CALLS,
        _NATIONAL,
    ),
    "suivi": DeskAct(
        "Confier à un collègue",
        lambda files, said, desk: instructing.assign(files, said["colleague"], desk),
        ColleagueForm,
    ),
}


def acts_of(desk: Desk, row: Application | None = None) -> dict[str, DeskAct]:
    """Those of a desk; with a file, those that it waits for."""
    mine = {name: act for name, act in ACTS.items() if desk.officer.desk in act.desks}
    if row is None:
        return mine
    fits = {name: act for name, act in mine.items() if row.call.kind in act.kinds}
    return {name: act for name, act in fits.items() if not act.froms or row.state in act.froms}


@dataclass(frozen=True)
class Becoming:
    """What a file is, and what it would be."""

    row: Application
    was: str
    will_be: str


@require_POST
@only(Action.INSTRUCT_FILES)
def batch(request: SignedInRequest, desk: int) -> HttpResponse:
    """First what would become of the files, then the act itself."""
    held = desk_of(request, desk)
    act = acts_of(held).get(request.POST.get("geste", ""))
    files = chosen_files(request, held)
    if act is None or not files:
        messages.error(request, "Choisissez au moins un dossier, et ce que vous en faites.")
        return redirect("fund-desk", desk)
    said_something = _SAY in request.POST or CONFIRM in request.POST or act.form is NothingToSayForm
    form = act.form(request.POST if said_something else None, files, list(instructing.colleagues_of(held.officer)))
    becoming: list[Becoming] = []
    if form.is_valid():
        confirmed = CONFIRM in request.POST
        try:
            becoming = _do(act, files, form.cleaned_data, held, confirmed=confirmed)
        except ValidationError as error:
            tie_errors(form, error)
        else:
            if confirmed:
                messages.success(request, _told(act, becoming))
                return redirect("fund-file", files[0].pk) if len(files) == 1 else redirect("fund-desk", desk)
    context = {"desk": held, "act": act, "gesture": request.POST["geste"], "files": files, "form": form}
    return fund_page(request, "spaces/instruction/act.html", {**context, "becoming": becoming})


def _do(act: DeskAct, files: Files, said: dict[str, Any], desk: Desk, *, confirmed: bool) -> list[Becoming]:
    """What is read before is what is done: it is done, then undone unless it is confirmed."""
    with transaction.atomic():
        act.run(files, said, desk)
        states = dict(Application.objects.filter(pk__in=[one.pk for one in files]).values_list("pk", "state"))
        transaction.set_rollback(not confirmed)
    return [Becoming(one, one.get_state_display(), ApplicationState(states[one.pk]).label) for one in files]


def _told(act: DeskAct, done: Sequence[Becoming]) -> str:
    """« Conforme : accorder, 3 dossiers (Retenue : 2 ; En liste d'attente : 1). »"""
    states = Counter(one.will_be for one in done)
    detail = " ; ".join(f"{state} : {number}" for state, number in states.items())
    return f"{act.label}, {quantity(len(done), 'dossier')} ({detail})."
