"""Documents joined to a file: by its applicants; read by them, by who instructs it and by who judges it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.foundation.text import row_number
from catalogue.funding import drafting
from catalogue.funding.instructing import Desk, conflicts_of, files_at
from catalogue.funding.models import UNFILED, Application, ApplicationFile, ApplicationState, FundOfficer, Instruction
from catalogue.review.models import ConflictDeclaration, ReviewFile, Seat
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.spaces.applying_funds.fund_forms import PieceForm
from store.spaces.applying_funds.reading_files import file_of
from store.spaces.concurrency import tie_errors
from store.spaces.own_space import members_only, page
from store.spaces.speaking import voice_of


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def pieces(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = file_of(request, organisation, pk)
    form = PieceForm()
    if request.method == "POST":
        if removed := row_number(request.POST.get("remove", "")):
            return _removed(request, row, removed)
        form = PieceForm(request.POST, request.FILES)
        if form.is_valid() and _joined(request, row, form):
            return redirect("funding-pieces", pk)
    context = {
        "application": row,
        "form": form,
        "files": row.files.all(),
        "is_draft": row.state == ApplicationState.DRAFT,
        "may_write": drafting.may_write(row, organisation.pk),
    }
    return page(request, organisation, "spaces/applying_funds/pieces.html", context)


def _joined(request: SignedInRequest, row: Application, form: PieceForm) -> bool:
    said = form.cleaned_data
    try:
        found = drafting.join_piece(row, said["kind"], said["document"], voice_of(request.user))
    except ValidationError as error:
        tie_errors(form, error)
        return False
    messages.success(request, f"« {found.title} » est jointe.")
    return True


def _removed(request: SignedInRequest, row: Application, number: int) -> HttpResponse:
    try:
        drafting.remove_piece(row, number, voice_of(request.user))
        messages.success(request, "La pièce est retirée.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("funding-pieces", row.pk)


@require_safe
@login_required
def piece(request: SignedInRequest, pk: int, number: int) -> HttpResponseBase:
    """Always downloaded, never shown by us."""
    rows = ApplicationFile.objects.select_related("application__call", "application__lead__territory")
    file = get_object_or_404(rows, pk=number, application=pk)
    row = file.application
    if not (_applies(request, row) or _instructs(request, row) or _judges(request, row)):
        raise Http404("Ce document n'existe pas.")
    try:
        response = FileResponse(file.file.open("rb"), as_attachment=True, filename=file.title)
    except OSError as error:
        raise Http404("Ce document n'existe plus.") from error
    add_never_cache_headers(response)
    return response


def _applies(request: SignedInRequest, row: Application) -> bool:
    own = person_of(request.user).organisation_id
    is_theirs = Application.objects.of(own).filter(pk=row.pk).exists()
    return is_theirs and may(person_of(request.user), Action.CHANGE_APPLICATION, About(organisation_id=own))


def _instructs(request: SignedInRequest, row: Application) -> bool:
    """At a desk whose perimeter it is in, without a conflict of interests."""
    if row.state in UNFILED or not may(person_of(request.user), Action.INSTRUCT_FILES):
        return False
    withdrawn = Instruction.objects.filter(application=row, has_conflict=True).values("officer")
    officers = FundOfficer.objects.filter(user=request.user).exclude(pk__in=withdrawn).held_on()
    return any(
        files_at(one).filter(pk=row.pk).exists() and not conflicts_of(Desk(one), row)
        for one in officers.select_related("user__organisation__territory", "territory")
    )


def _judges(request: SignedInRequest, row: Application) -> bool:
    """A member of its jury today, who declared that they have no conflict of interests on it."""
    kind = ContentType.objects.get_for_model(Application)
    files = ReviewFile.objects.about(kind, [row.pk])
    seats = Seat.objects.filter(user=request.user).held_on()
    declared = ConflictDeclaration.objects.filter(file__in=files, seat__in=seats, has_conflict=False)
    return any(
        may(person_of(request.user), Action.REVIEW_FILES, About(committee_id=one))
        for one in declared.values_list("file__session__committee", flat=True)
    )
