"""A collectivité applies as a pilot, follows its candidacies, then keeps its logbook and gives its verdict."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.needs import piloting
from catalogue.needs.journal import database_now
from catalogue.needs.logbooks import give_verdict, name_sites, write_entry
from catalogue.needs.models import Candidacy
from catalogue.needs.pilot_pages import public_calls, shown
from catalogue.needs.pilot_rules import fitness_of, rules_of_call
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest, demand
from store.accounts.policies import About, Action
from store.spaces.concurrency import tie_errors
from store.spaces.own_space import members_only, page
from store.spaces.piloting.forms import CandidacyForm, EntryForm, SitesForm, VerdictForm
from store.spaces.speaking import voice_of

_LISTED = 100
_JOINED = "Votre collectivité avait déjà candidaté : vous suivez maintenant sa candidature avec vos collègues."
_SAID = {
    Candidacy.State.CHOSEN: "C'est fait : votre collectivité est territoire pilote. Nommez vos sites.",
    Candidacy.State.FILED: "Votre candidature est déposée. L'équipe vous répondra par courriel.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def apply(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """A second agent is shown the candidacy of their collectivité, and joins it."""
    demand(request, Action.APPLY_AS_PILOT, About(organisation_id=organisation.pk))
    call = get_object_or_404(public_calls(), pk=pk)
    known = Candidacy.objects.filter(call=call, organisation=organisation).exclude(state=Candidacy.State.WITHDRAWN)
    if (ours := known.first()) and request.method != "POST":
        return redirect("space-pilot", ours.pk)
    form = CandidacyForm(call, request.POST if request.method == "POST" else None)
    if ours or form.is_valid():
        said = {"wish": "", "motivation": ""} if ours else form.cleaned_data
        try:
            row = piloting.apply(call, said["wish"], said["motivation"], voice_of(request.user))
        except ValidationError as error:
            tie_errors(form, error)
        else:
            messages.success(request, _JOINED if ours else _SAID[Candidacy.State(row.state)])
            return redirect("space-pilot", row.pk)
    context = {
        "form": form,
        "shown": shown(call, database_now()),
        "need": call.project.contribution,
        "fitness": fitness_of(rules_of_call(call), organisation),
    }
    return page(request, organisation, "spaces/piloting/apply.html", context)


@require_safe
@members_only
def ours(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The last ones, the newest first."""
    rows = Candidacy.objects.filter(organisation=organisation).select_related("call__project__contribution")
    context = {"candidacies": rows.order_by("-filed", "-pk")[:_LISTED]}
    return page(request, organisation, "spaces/piloting/ours.html", context)


@require_safe
@members_only
def one(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    return _show(request, _ours(request, organisation, pk))


@require_POST
@members_only
def sites(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = _ours(request, organisation, pk)

    def write(said: dict[str, Any]) -> str:
        since = dict(row.sites.values_list("name", "since"))
        name_sites(row, [(name, since.get(name)) for name in said["names"]], voice_of(request.user))
        return "Vos sites pilotes sont enregistrés et publiés."

    return _written(request, row, "sites_form", SitesForm(request.POST), write)


@require_POST
@members_only
def entry(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = _ours(request, organisation, pk)

    def write(said: dict[str, Any]) -> str:
        write_entry(row, said["on"], said["text"], voice_of(request.user))
        return "C'est noté dans votre journal de bord."

    return _written(request, row, "entry_form", EntryForm(request.POST), write)


@require_POST
@members_only
def verdict(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    row = _ours(request, organisation, pk)

    def write(said: dict[str, Any]) -> str:
        give_verdict(row, voice_of(request.user), **said)
        return "Votre bilan est enregistré et publié. Merci : il aidera les collectivités suivantes."

    return _written(request, row, "verdict_form", VerdictForm(request.POST), write)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def withdraw(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """GET asks for confirmation."""
    row = _ours(request, organisation, pk)
    if request.method != "POST":
        return page(request, organisation, "spaces/piloting/withdraw.html", {"candidacy": row})
    try:
        piloting.withdraw(row, voice_of(request.user))
        messages.success(request, "Votre candidature est retirée.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("space-pilot", pk)


def _ours(request: HttpRequest, organisation: Organisation, pk: int) -> Candidacy:
    rows = Candidacy.objects.select_related("organisation", "call__project__contribution", "call__project__service")
    row = get_object_or_404(rows.filter(call__in=public_calls()), pk=pk)
    demand(request, Action.KEEP_CANDIDACY, About(organisation_id=row.organisation_id))
    return row


def _written(
    request: SignedInRequest, row: Candidacy, name: str, form: Form, write: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """What was typed is kept, with what is wrong, if it is refused."""
    if form.is_valid():
        try:
            messages.success(request, write(form.cleaned_data))
            return redirect("space-pilot", row.pk)
        except ValidationError as error:
            tie_errors(form, error)
    return _show(request, row, **{name: form})


def _show(request: SignedInRequest, row: Candidacy, **forms: Form) -> HttpResponse:
    named = "\n".join(row.sites.values_list("name", flat=True))
    said = {"results": row.results, "obstacles": row.obstacles}
    if row.goes_on is not None:
        said["goes_on"] = "oui" if row.goes_on else "non"
    context = {
        "candidacy": row,
        "call": row.call,
        "need": row.call.project.contribution,
        "is_author": row.authors.filter(pk=request.user.pk).exists(),
        "is_pilot": row.state == Candidacy.State.CHOSEN,
        "ends": row.state in (Candidacy.State.REFUSED, Candidacy.State.WITHDRAWN),
        "entries": row.logbook.all()[:_LISTED],
        "sites_form": SitesForm(initial={"names": named}),
        "entry_form": EntryForm(),
        "verdict_form": VerdictForm(initial=said),
        "wrong": any(form.errors for form in forms.values()),
    }
    return page(request, row.organisation, "spaces/piloting/one.html", {**context, **forms})
