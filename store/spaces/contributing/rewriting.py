"""Correcting what was submitted, as long as nobody has examined it: any agent of the organisation may."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from catalogue.foundation.text import row_number
from catalogue.needs.contributing import rewrite, version_of
from catalogue.needs.models import Contribution, PhaseKind, Stage
from catalogue.needs.phases import phase_now
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest, demand
from store.accounts.policies import About, Action
from store.spaces.concurrency import tie_errors
from store.spaces.contributing.forms import ContributionForm
from store.spaces.own_space import members_only, page
from store.spaces.speaking import voice_of


def may_be_rewritten(row: Contribution) -> bool:
    phase = phase_now(row.consultation_id, PhaseKind.RECUEIL) if row.stage == Stage.SUBMITTED else None
    return phase is not None and phase.is_open


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def rewrite_one(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    rows = Contribution.objects.select_related("consultation", "organisation", "answered_by")
    row = get_object_or_404(rows, pk=pk)
    demand(request, Action.REWRITE_CONTRIBUTION, About(organisation_id=row.organisation_id))
    if not may_be_rewritten(row):
        messages.error(request, "Cette contribution ne se corrige plus : elle est examinée, ou le recueil est clos.")
        return redirect("space-need", pk)
    if request.method != "POST":
        return _form_page(request, organisation, row, _form(request, organisation, row))
    form = _form(request, organisation, row, request.POST, request.FILES)
    if not form.is_valid() or not _did(request, row, form):
        return _form_page(request, organisation, row, form)
    messages.success(request, "Votre correction est enregistrée. Un nouvel accusé de réception est envoyé.")
    return redirect("space-need", pk)


def _form(request: SignedInRequest, organisation: Organisation, row: Contribution, *data: Any) -> ContributionForm:
    """The function that is shown is that of who wrote it."""
    form = ContributionForm(organisation, *data, instance=row)
    if row.author_id != request.user.pk:
        del form.fields["function"]
    return form


def _did(request: SignedInRequest, row: Contribution, form: ContributionForm) -> bool:
    """False, and what is wrong is said in the form."""
    said = form.values()
    try:
        rewrite(
            row,
            said,
            voice_of(request.user, said.get("function", "")),
            seen=request.POST.get("seen", ""),
            document=said["document"],
            removed=row_number(request.POST.get("remove", "")),
        )
    except ValidationError as error:
        tie_errors(form, error)
        return False
    return True


def _form_page(
    request: SignedInRequest, organisation: Organisation, row: Contribution, form: ContributionForm
) -> HttpResponse:
    """With what it says now beside it, if somebody changed it meanwhile."""
    now = Contribution.objects.get(pk=row.pk)
    changed = request.method == "POST" and request.POST.get("seen") != version_of(now)
    context = {
        "form": form,
        "draft": now,
        "contribution": row,
        "files": now.files.all(),
        "seen": version_of(now),
        "now": now if changed else None,
    }
    return page(request, organisation, "spaces/contributing/rewrite.html", context)
