"""A préfecture decides on the files of its envelope: in batch, read before it is done, all or none."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from catalogue.foundation.french import quantity
from catalogue.funding import instructing
from catalogue.funding.awarding import Ruled
from catalogue.funding.instructing import Desk
from catalogue.funding.models import Application, ApplicationState, Envelope, ProgrammeLine
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.fund_frame import fund_page
from store.spaces.instruction.asked_files import asked_numbers, is_number
from store.spaces.instruction.desk_acts import CONFIRM
from store.spaces.instruction.programming import MOST_FILES, envelope_of_desk
from store.spaces.instruction.ruling_rows import ReadRuling, RulingForm, RulingRow, all_valid

State = ApplicationState
_DECIDABLE = (State.ADMISSIBLE, State.WAITING)
_DECIDED = (*_DECIDABLE, State.FILED, State.GRANTED, State.REFUSED, State.REDIRECTED)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.INSTRUCT_FILES)
def decisions(request: SignedInRequest, desk: int, pk: int) -> HttpResponse:
    """`?dossier=12`: one file, whose decision may be corrected; `?simulation=3`: those of a simulation."""
    held, envelope = envelope_of_desk(request, desk, pk)
    if held.officer.territory_id != envelope.territory_id:
        raise Http404("Cette enveloppe se décide dans son département.")
    data = request.POST if request.method == "POST" else None
    amounts = _simulated(request, envelope)
    forms = [RulingForm(row, _proposed(row, amounts), data) for row in _files(request, held, envelope, amounts)]
    context = {"desk": held, "envelope": envelope, "rows": [RulingRow(form.row, form) for form in forms]}
    if data is None or not all_valid(forms):
        return fund_page(request, "spaces/instruction/decisions.html", context | {"wrong": data is not None})
    ruled = [form.ruled() for form in forms if form.decides]
    try:
        _decide(ruled, held, confirmed=CONFIRM in data)
    except ValidationError as error:
        context["refused"] = error.messages
        return fund_page(request, "spaces/instruction/decisions.html", context)
    if CONFIRM in data:
        messages.success(request, f"{quantity(len(ruled), 'décision prise', 'décisions prises')} et publiées.")
        return redirect("fund-programme", desk, pk)
    context |= {"read": [ReadRuling(one) for one in ruled], "total": sum(one.amount or 0 for one in ruled)}
    return fund_page(request, "spaces/instruction/decisions.html", context)


def _decide(ruled: Sequence[Ruled], desk: Desk, *, confirmed: bool) -> None:
    with transaction.atomic():
        instructing.decide_local(ruled, desk)
        transaction.set_rollback(not confirmed)


def _files(request: HttpRequest, desk: Desk, envelope: Envelope, amounts: Mapping[int, int]) -> list[Application]:
    """On a POST, those whose decision was sent: one that is not of this envelope is not found."""
    rows = instructing.decided_at(desk.officer).filter(envelope=envelope).select_related("lead", "wave", "call")
    sent = [name.split("-")[0][1:] for name in request.POST if name.startswith("d") and name.endswith("-outcome")]
    asked = [int(one) for one in sent if is_number(one)] or asked_numbers(request, "dossier") or list(amounts)
    if not asked and request.method != "POST":
        rows = rows.exclude(pk__in=instructing.withdrawn_from(desk.officer).values("application"))
        return list(rows.filter(state__in=_DECIDABLE).order_by("filed", "pk")[:MOST_FILES])
    found = list(rows.filter(pk__in=asked, state__in=_DECIDED).order_by("filed", "pk"))
    if len(found) != len(set(asked)):
        raise Http404("Un de ces dossiers n'est pas dans cette enveloppe.")
    return found


def _simulated(request: HttpRequest, envelope: Envelope) -> dict[int, int]:
    asked = asked_numbers(request, "simulation")[:1]
    lines = ProgrammeLine.objects.filter(programme__in=asked, programme__envelope=envelope)
    return dict(lines.filter(application__state__in=_DECIDABLE).values_list("application", "amount"))


def _proposed(row: Application, amounts: Mapping[int, int]) -> dict[str, Any]:
    if row.pk in amounts:
        return {"outcome": str(State.GRANTED), "amount": amounts[row.pk]}
    return {"amount": row.requested}
