"""Beginning a file: a title for a call; for the desk of FranceConnect and APIs, all that it asks."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from catalogue.funding import drafting
from catalogue.funding.grouping_rules import judge_grouping
from catalogue.funding.models import (
    DESK_AMOUNT,
    Application,
    ApplicationState,
    CallKind,
    DeskKind,
    FundingCall,
    Grant,
    Wave,
)
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest, demand
from store.accounts.policies import About, Action
from store.spaces.applying_funds.file_steps import is_open
from store.spaces.applying_funds.fund_forms import DeskAskForm, StartFundingForm
from store.spaces.concurrency import tie_errors
from store.spaces.own_space import members_only, page
from store.spaces.speaking import voice_of

_KNOWN = "Votre collectivité avait déjà commencé cette demande : la voici."


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def start(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    demand(request, Action.ASK_FUNDING, About(organisation_id=organisation.pk))
    waves = Wave.objects.filter(call__in=FundingCall.objects.public()).select_related("call", "envelope")
    wave = get_object_or_404(waves, pk=pk)
    ours = Application.objects.live().filter(call=wave.call, lead=organisation)
    is_desk = wave.call.kind == CallKind.DESK
    if not is_desk and (known := ours.first()):
        messages.info(request, _KNOWN)
        return redirect(known)
    kinds = kinds_left(wave, organisation) if is_desk else []
    data = request.POST if request.method == "POST" else None
    form = DeskAskForm(kinds, data) if is_desk else StartFundingForm(data)
    if form.is_valid() and (row := _begun(request, wave, form)):
        return redirect("funding-file" if is_desk else "funding-write", row.pk)
    context = {
        "wave": wave,
        "form": form,
        "kinds": kinds,
        "ours": ours,
        "is_desk": is_desk,
        "is_open": is_open(wave),
        "left": desk_files_left(wave) if is_desk else None,
        "ruling": judge_grouping(wave, organisation),
    }
    return page(request, organisation, "spaces/applying_funds/start.html", context)


def kinds_left(wave: Wave, organisation: Organisation) -> list[DeskKind]:
    """One grant of each kind for a collectivité, whichever wave paid it."""
    asked = set(
        Application.objects.live().filter(call=wave.call, lead=organisation).values_list("desk_kind", flat=True)
    )
    paid = Grant.objects.standing().filter(beneficiary=organisation).exclude(desk_kind="")
    return [one for one in DeskKind if one not in asked | set(paid.values_list("desk_kind", flat=True))]


def desk_files_left(wave: Wave) -> int:
    """How many more files its envelope can pay."""
    return wave.envelope.remainder // DESK_AMOUNT if wave.envelope else 0


def _begun(request: SignedInRequest, wave: Wave, form: forms.Form) -> Application | None:
    """None, and why among the errors of the form."""
    said, by = form.cleaned_data, voice_of(request.user)
    try:
        with transaction.atomic():
            row = drafting.start(wave, said.get("title", ""), by, desk_kind=said.get("kind", ""))
            if "summary" in said and not row.summary and row.state == ApplicationState.DRAFT:
                row = drafting.write(row, {"summary": said["summary"]}, by, version=row.version)
    except ValidationError as error:
        tie_errors(form, error)
        return None
    if row.author_id != request.user.pk:
        messages.info(request, _KNOWN)
    return row
