"""« Nos financements »: the files of our collectivité and of its groupings, one of them, its receipt."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from catalogue.foundation.french import listed
from catalogue.funding.drafting import may_write
from catalogue.funding.filing import ruling_of
from catalogue.funding.models import UNFILED, Application, ApplicationEvent, ApplicationState, Grant
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest, demand
from store.accounts.policies import About, Action
from store.spaces.applying_funds.file_steps import DECLINED, MAY_BE_WITHDRAWN, is_open, step_of
from store.spaces.applying_funds.fund_forms import ComplementForm
from store.spaces.applying_funds.reading_files import file_of, files_read_by
from store.spaces.applying_funds.ways_on import next_waves, refiled_into
from store.spaces.own_space import members_only, page

_LISTED = 100
_FIELDS = {
    "title": "titre",
    "summary": "présentation",
    "plan": "déroulement",
    "expected": "ce que cela changera",
    "requested": "somme demandée",
    "accepts_partial": "montant partiel",
    "costs": "dépenses",
    "services": "services réutilisés",
}
_ACTS = {
    "commencee": "Commencée",
    "ecrite": "Modifiée",
    "invitation": "Invitation dans le groupement",
    "accord": "Accord donné",
    "depart": "Départ du groupement",
    "piece": "Pièce jointe",
    "piece-retiree": "Pièce retirée",
    "a-certifier": "Certification demandée aux élus et à la direction générale",
}


@require_safe
@members_only
def ours(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    """The last begun first: the order tells nothing of what moves behind the scenes."""
    demand(request, Action.CHANGE_APPLICATION, About(organisation_id=organisation.pk))
    rows = files_read_by(organisation).order_by("-created", "-pk")[:_LISTED]
    steps = [step_of(row, invited=row.invited) for row in rows]
    context = {
        "waiting": [one for one in steps if one.waits],
        "others": [one for one in steps if not one.waits],
        "grants": Grant.objects.of(organisation.pk).standing().order_by("-awarded_at", "-pk")[:_LISTED],
    }
    return page(request, organisation, "spaces/applying_funds/ours.html", context)


@require_safe
@members_only
def one(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    return show(request, organisation, file_of(request, organisation, pk))


def show(
    request: SignedInRequest,
    organisation: Organisation,
    row: Any,
    complement: ComplementForm | None = None,
) -> HttpResponse:
    """`complement`: its form, if it was refused."""
    is_lead, state = row.lead_id == organisation.pk, row.shown_state
    context: dict[str, Any] = {
        "application": row,
        "step": step_of(row, invited=row.invited),
        "is_lead": is_lead,
        "is_open": is_open(row.wave),
        "is_draft": state == ApplicationState.DRAFT,
        "is_unfiled": row.state in UNFILED,
        "is_declined": state in DECLINED,
        "may_write": may_write(row, organisation.pk),
        "may_withdraw": is_lead and state in MAY_BE_WITHDRAWN,
        "members": list(row.members.select_related("organisation")),
        "ruling": ruling_of(row) if row.state in UNFILED else None,
        "journal": [(event, told_act(event)) for event in row.events.filter(public=True)],
        "grant": Grant.objects.standing().filter(application=row).first(),
    }
    if complement is not None or (state == ApplicationState.COMPLEMENT and context["may_write"]):
        context["complement"] = complement or ComplementForm()
    if state in DECLINED or state in (ApplicationState.NOT_FILED, ApplicationState.WITHDRAWN):
        context |= _ways_on(row, is_lead=is_lead)
    return page(request, organisation, "spaces/applying_funds/one.html", context)


def _ways_on(row: Application, *, is_lead: bool) -> dict[str, Any]:
    """`way_on`: the one that was named with the decision comes first."""
    wave = refiled_into(row) if is_lead else None
    until = row.decided + timedelta(days=row.wave.redress_days) if row.decided else None
    return {
        "redress_until": until,
        "refiled": row.refiled_as.exclude(state=ApplicationState.NOT_FILED).last() if is_lead else None,
        "next_wave": wave,
        "may_refile": wave is not None and is_open(wave),
        "waves": next_waves(row),
    }


def told_act(event: ApplicationEvent) -> str:
    """What an applicant reads of a line of the journal."""
    if event.to_state:
        return ApplicationState(event.to_state).told_name
    said = event.changes.get("membre") or event.changes.get("piece") or ""
    if fields := event.changes.get("champs"):
        said = listed([_FIELDS[name] for name in fields if name in _FIELDS])
    act = _ACTS.get(event.act, event.act)
    return f"{act} : {said}" if said else act


@require_safe
@members_only
def receipt(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = file_of(request, organisation, pk)
    if row.state in UNFILED:
        return redirect(row)
    context = {"application": row, "members": list(row.members.select_related("organisation"))}
    return page(request, organisation, "spaces/applying_funds/receipt.html", context)
