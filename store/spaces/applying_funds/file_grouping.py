"""The grouping that asks together: the lead invites, the others agree or leave, and rules are judged at once."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.foundation.french import of
from catalogue.foundation.text import row_number
from catalogue.funding import drafting
from catalogue.funding.filing import ruling_of
from catalogue.funding.grouping_rules import judge_grouping
from catalogue.funding.models import Application, ApplicationState
from catalogue.territories.chosen import chosen_territory
from catalogue.territories.models import Organisation, OrganisationKind
from store.accounts.guards import SignedInRequest
from store.spaces.applying_funds.file_steps import is_open
from store.spaces.applying_funds.reading_files import file_of
from store.spaces.own_space import members_only, page
from store.spaces.speaking import voice_of


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def grouping(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """`?territoire=`: the collectivité that one thinks of, and what the rules would say with it. POST invites it."""
    row = file_of(request, organisation, pk)
    if request.method == "POST":
        return _invited(request, row)
    members = list(row.members.select_related("organisation__territory"))
    chosen = _collectivite_of(chosen_territory(request))
    partners = drafting.partners_of(row)
    context = {
        "application": row,
        "members": members,
        "is_lead": row.lead_id == organisation.pk,
        "is_draft": row.state == ApplicationState.DRAFT,
        "may_write": drafting.may_write(row, organisation.pk),
        "is_open": is_open(row.wave),
        "ruling": ruling_of(row),
        "if_all": judge_grouping(row.wave, row.lead, [one.organisation for one in members]),
        "waiting": [one for one in members if one.agreed is None],
        "chosen": chosen,
        "is_in": chosen in [row.lead, *(one.organisation for one in members)],
        "with_chosen": judge_grouping(row.wave, row.lead, [*partners, chosen]) if chosen else None,
    }
    return page(request, organisation, "spaces/applying_funds/grouping.html", context)


def _collectivite_of(territory) -> Organisation | None:
    if territory is None:
        return None
    rows = Organisation.objects.filter(territory=territory, kind=OrganisationKind.COLLECTIVITE)
    return rows.select_related("territory").first()


def _invited(request: SignedInRequest, row: Application) -> HttpResponse:
    number = row_number(request.POST.get("organisation", "")) or 0
    invited = get_object_or_404(Organisation, pk=number)
    try:
        drafting.invite(row, invited, voice_of(request.user))
        messages.success(
            request, f"{invited.name} : invitation envoyée. Elle compte dès que quelqu'un y donne son accord."
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("funding-grouping", row.pk)


@require_POST
@members_only
def agree(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = file_of(request, organisation, pk)
    try:
        drafting.agree(row, voice_of(request.user))
        messages.success(request, f"C'est dit : vous demandez avec {row.lead.name}, et vous pouvez écrire ce dossier.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(row)


@require_POST
@members_only
def leave(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """A member leaves, or declines; the lead takes one off."""
    row = file_of(request, organisation, pk)
    number = row_number(request.POST.get("organisation", "")) or organisation.pk
    leaving = get_object_or_404(Organisation, pk=number)
    try:
        drafting.leave(row, leaving, voice_of(request.user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(row)
    if leaving == organisation:
        messages.success(request, f"Vous ne faites plus partie du groupement {of(row.lead.name)}.")
        return redirect("funding-applications")
    messages.success(request, f"{leaving.name} ne fait plus partie du groupement.")
    return redirect("funding-grouping", pk)
