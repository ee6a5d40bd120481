"""What is missing before a file is filed, who may certify it; then it is filed, until the last second."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.funding import filing
from catalogue.funding.drafting import ChangedSinceError, may_write
from catalogue.funding.models import Application, ApplicationState
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest
from store.accounts.models import User
from store.accounts.models.person import Mandate
from store.accounts.people import agents
from store.spaces.applying_funds.file_steps import is_open
from store.spaces.applying_funds.fund_forms import CertifyForm
from store.spaces.applying_funds.reading_files import file_of
from store.spaces.concurrency import tie_errors
from store.spaces.own_space import members_only, page
from store.spaces.speaking import voice_of

CERTIFYING = (Mandate.ELU, Mandate.DGS)
_MOST_ASKED = 10


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def file_it(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = file_of(request, organisation, pk)
    if row.state != ApplicationState.DRAFT and request.method != "POST":
        return redirect(row)
    form = CertifyForm(initial={"version": row.version, "function": _function(request.user)})
    if request.method == "POST":
        form = CertifyForm(request.POST)
        if form.is_valid() and _filed(request, row, form):
            messages.success(request, "Votre demande est déposée. Un accusé de réception vous est envoyé.")
            return redirect("funding-receipt", pk)
    return page(request, organisation, "spaces/applying_funds/file.html", _checked(request, row, form))


def _filed(request: SignedInRequest, row: Application, form: CertifyForm) -> bool:
    """False, and why among the errors of the form."""
    said = form.cleaned_data
    try:
        filing.file_application(row, voice_of(request.user, said["function"]), version=said["version"])
    except ChangedSinceError as error:
        form.add_error(None, "Ce dossier a changé depuis que vous l'avez relu : relisez-le, puis certifiez de nouveau.")
        data = request.POST.copy()
        data["version"] = str(error.row.version)
        form.data = data
        return False
    except ValidationError as error:
        tie_errors(form, error)
        return False
    return True


def _checked(request: SignedInRequest, row: Application, form: CertifyForm) -> dict[str, Any]:
    own = request.user.organisation_id
    return {
        "application": row,
        "form": form,
        "is_open": is_open(row.wave),
        "is_draft": row.state == ApplicationState.DRAFT,
        "missing": [(_place_of(row, name), told) for name, told in filing.missing_in(row).items()],
        "waiting": list(row.members.filter(agreed=None).select_related("organisation")),
        "ruling": filing.ruling_of(row),
        "may_certify": row.lead_id == own and request.user.mandate in CERTIFYING,
        "may_write": may_write(row, own),
        "is_lead": row.lead_id == own,
        "who_may": list(who_certifies(row)[:_MOST_ASKED]),
    }


def _function(person: User) -> str:
    """« Maire » is for them to write; a direction générale is known."""
    return person.get_mandate_display() if person.mandate == Mandate.DGS else ""


def _place_of(row: Application, name: str) -> str:
    """Where to mend it."""
    if name == "deliberation":
        return reverse("funding-pieces", args=[row.pk])
    anchor = "depenses" if name == "costs" else f"id_{name}"
    return f"{reverse('funding-write', args=[row.pk])}#{anchor}"


def who_certifies(row: Application) -> Any:
    """Those of the lead who may file it, and have an account."""
    return agents().filter(organisation=row.lead_id, mandate__in=CERTIFYING).order_by("pk")


@require_POST
@members_only
def ask_certification(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = file_of(request, organisation, pk)
    try:
        filing.ask_to_certify(row, voice_of(request.user))
        messages.success(request, "C'est envoyé : ils reçoivent le lien pour relire, certifier et déposer.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("funding-file", pk)
