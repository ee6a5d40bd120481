"""Once it is filed: a complement that is asked and given, a withdrawal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.funding import drafting, filing
from catalogue.funding.models import Application, ApplicationFile
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest
from store.spaces.applying_funds.file_steps import MAY_BE_WITHDRAWN
from store.spaces.applying_funds.fund_forms import ComplementForm
from store.spaces.applying_funds.own_files import show
from store.spaces.applying_funds.reading_files import file_of
from store.spaces.concurrency import tie_errors
from store.spaces.own_space import members_only, page
from store.spaces.speaking import voice_of


@require_POST
@members_only
def complement(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = file_of(request, organisation, pk)
    form = ComplementForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _answer(request, row, form)
        except ValidationError as error:
            tie_errors(form, error)
        else:
            messages.success(request, "Votre réponse est envoyée. La demande est de nouveau à l'étude.")
            return redirect(row)
    return show(request, organisation, row, form)


@transaction.atomic
def _answer(request: SignedInRequest, row: Application, form: ComplementForm) -> None:
    by, said = voice_of(request.user), form.cleaned_data
    if said["document"]:
        drafting.join_piece(row, ApplicationFile.Kind.OTHER, said["document"], by)
    filing.give_complement(row, said["answer"], by)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def withdraw(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """GET asks for confirmation."""
    row = file_of(request, organisation, pk)
    if request.method != "POST":
        if row.lead_id != organisation.pk or row.shown_state not in MAY_BE_WITHDRAWN:
            return redirect(row)
        return page(request, organisation, "spaces/applying_funds/withdraw.html", {"application": row})
    try:
        filing.withdraw_application(row, voice_of(request.user))
        messages.success(request, "Votre demande est retirée.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(row)
