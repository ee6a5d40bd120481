"""« Enveloppes »: what a desk of the fund reads, delegates and takes back, previewed before it is written."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.funding.instructing import Desk
from catalogue.funding.local_envelopes import movements_of
from catalogue.funding.models import Envelope
from catalogue.funding.running_envelopes import desk_reading, desks_of, envelopes_in_tree
from store.accounts.guards import SignedInRequest, only
from store.accounts.policies import Action
from store.spaces.concurrency import tie_errors
from store.spaces.envelope_desk.acts import ACTS, EnvelopeAct, preview
from store.spaces.fund_frame import fund_page

_MOVEMENTS = 200
_CONFIRM = "confirmer"


@require_safe
@only(Action.RUN_ENVELOPES)
def overview(request: SignedInRequest) -> HttpResponse:
    desks = desks_of(request.user)
    context = {"desks": desks, "envelopes": envelopes_in_tree(desks)}
    return fund_page(request, "spaces/envelopes/overview.html", context)


@require_safe
@only(Action.RUN_ENVELOPES)
def envelope(request: SignedInRequest, pk: int) -> HttpResponse:
    shown, desk = _envelope_and_desk(request, pk)
    context = {
        "envelope": shown,
        "desk": desk,
        "children": shown.children.select_related("territory"),
        "acts": [act for act in ACTS if act.allows(desk, shown)],
        "movements": movements_of([shown], _MOVEMENTS),
        "most": _MOVEMENTS,
    }
    return fund_page(request, "spaces/envelopes/envelope.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Action.RUN_ENVELOPES)
def act_on(request: SignedInRequest, pk: int, act: EnvelopeAct) -> HttpResponse:
    """Shows what would be left; then writes exactly what was typed, if the envelopes still allow it."""
    shown, desk = _envelope_and_desk(request, pk)
    if not act.allows(desk, shown):
        raise PermissionDenied(Action.RUN_ENVELOPES)
    form = act.form(desk, shown, request.POST if request.method == "POST" else None)
    after = None
    if form.is_valid():
        try:
            if request.POST.get("geste") == _CONFIRM:
                act.write(desk, shown, form.cleaned_data)
                messages.success(request, act.done)
                return redirect("envelope-desk", pk)
            after = preview(act, desk, shown, form.cleaned_data)
        except ValidationError as error:
            tie_errors(form, error)
    context = {"envelope": shown, "desk": desk, "act": act, "form": form, "after": after, "confirm": _CONFIRM}
    return fund_page(request, "spaces/envelopes/act.html", context)


def _envelope_and_desk(request: SignedInRequest, pk: int) -> tuple[Envelope, Desk]:
    """Raises PermissionDenied outside one's perimeter."""
    shown = get_object_or_404(Envelope.objects.select_related("territory", "parent"), pk=pk)
    desk = desk_reading(request.user, shown)
    if desk is None:
        raise PermissionDenied(Action.RUN_ENVELOPES)
    return shown, desk
