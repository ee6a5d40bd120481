"""« Nos besoins »: my drafts, what my organisation submitted, the receipt of each, and the documents joined to them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.needs.contributing import withdraw
from catalogue.needs.drafts import drafts_of
from catalogue.needs.models import Contribution, ContributionFile, Need, NeedAct, Stage
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest, demand
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.spaces.contributing.rewriting import may_be_rewritten
from store.spaces.own_space import members_only, page
from store.spaces.speaking import voice_of

_LISTED = 100
_PRIVATE = (Stage.DRAFT, Stage.LAPSED)
_WITHDRAWN_WHILE = (Stage.DRAFT, Stage.LAPSED, Stage.SUBMITTED, Stage.ACCEPTED)


@require_safe
@members_only
def ours(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """My drafts, and the last ones that somebody submitted for us."""
    submitted = Contribution.objects.filter(organisation=organisation).exclude(stage__in=_PRIVATE)
    submitted = submitted.select_related("consultation", "grouped_into").order_by("-submitted", "-pk")
    context = {
        "drafts": drafts_of(request.user).filter(organisation=organisation).select_related("consultation"),
        "contributions": submitted[:_LISTED],
    }
    return page(request, organisation, "spaces/contributing/ours.html", context)


@require_safe
@members_only
def one(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Its receipt, its answer, and what it says."""
    row = _of_ours(request, pk)
    context = {
        "contribution": row,
        "may_withdraw": _may_withdraw(request, row),
        "may_rewrite": may_be_rewritten(row),
        "rewritten": row.events.filter(act=NeedAct.REWRITTEN).last(),
    }
    return page(request, organisation, "spaces/contributing/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def withdraw_one(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """GET asks for confirmation. A draft is deleted, what was submitted keeps its number."""
    row = get_object_or_404(Contribution.objects.select_related("consultation", "organisation"), pk=pk)
    demand(request, Action.CHANGE_CONTRIBUTION, About(organisation_id=row.organisation_id, author_id=row.author_id))
    if not _may_withdraw(request, row):
        messages.error(request, "Cette contribution ne peut plus être retirée : elle est examinée ou regroupée.")
        return redirect("space-need", pk)
    if request.method != "POST":
        return page(request, organisation, "spaces/contributing/withdraw.html", {"contribution": row})
    try:
        withdraw(row, voice_of(request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("space-need", pk)
    messages.success(request, "Le brouillon est supprimé." if row.stage in _PRIVATE else "La contribution est retirée.")
    return redirect("space-needs")


@require_safe
def document(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A document joined to a contribution, to whoever may read that one. Always downloaded, never shown by us."""
    rows = ContributionFile.objects.select_related("contribution")
    file = get_object_or_404(rows, pk=number, contribution=pk)
    is_public = Need.objects.public().filter(pk=pk).exists()
    if not is_public and not _reads(request, file.contribution):
        raise Http404("Ce document n'existe pas.")
    try:
        response = FileResponse(file.file.open("rb"), as_attachment=True, filename=file.title)
    except OSError as error:
        raise Http404("Ce document n'existe plus.") from error
    add_never_cache_headers(response)
    return response


def _reads(request: HttpRequest, row: Contribution) -> bool:
    """Before it is public."""
    about = About(organisation_id=row.organisation_id, author_id=row.author_id)
    action = Action.CHANGE_CONTRIBUTION if row.stage in _PRIVATE else Action.READ_CONTRIBUTION
    return may(person_of(request.user), action, about)


def _of_ours(request: SignedInRequest, pk: int) -> Contribution:
    rows = Contribution.objects.exclude(stage__in=_PRIVATE).select_related(
        "consultation", "organisation", "territory", "policy", "destination", "grouped_into", "investigation"
    )
    row = get_object_or_404(rows, pk=pk)
    if row.organisation_id != request.user.organisation_id:
        raise Http404("Cette contribution n'est pas à vous.")
    return row


def _may_withdraw(request: SignedInRequest, row: Contribution) -> bool:
    about = About(organisation_id=row.organisation_id, author_id=row.author_id)
    return row.stage in _WITHDRAWN_WHILE and may(person_of(request.user), Action.CHANGE_CONTRIBUTION, about)
