"""Supporting a proposition, withdrawing, and the supports of one's collectivité."""

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue.foundation.pagination import KeyPaginator, page_links
from catalogue.needs import supporting
from catalogue.needs.models import Proposition, Support
from catalogue.needs.support_picture import MANDATE
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest, demand
from store.accounts.policies import About, Action
from store.spaces.own_space import members_only, page
from store.spaces.query_parameters import requested_page
from store.spaces.speaking import voice_of
from store.spaces.supporting.forms import SupportForm
from store.spaces.supporting.voice_offers import already, offer_to, own_support

_PER_PAGE = 20
_GIVEN = "C'est enregistré : {} soutient « {} ». Vous serez averti de la suite."
_WITHDRAWN = "Le soutien {} à « {} » est retiré. Il peut être donné à nouveau tant que la phase est ouverte."


def _proposition(pk: int) -> Proposition:
    return get_object_or_404(Proposition.objects.public().select_related("consultation"), pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def support(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET shows the form, or why there is none; POST gives the voice. Pressed twice, it is given once."""
    proposition = _proposition(pk)
    form = SupportForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if ours := own_support(request.user, proposition):
            messages.info(request, already(ours, request.user))
            return redirect(proposition)
        if request.user.organisation_id and form.is_valid() and _give(request, proposition, form):
            return redirect(proposition)
    context = {"proposition": proposition, "form": form, "offer": offer_to(request.user, proposition)}
    return render(request, "spaces/supporting/support.html", context)


def _give(request: SignedInRequest, proposition: Proposition, form: SupportForm) -> bool:
    """Whether the collectivité supports it now; otherwise the form says why not."""
    demand(request, Action.SUPPORT_PROPOSITION, About(organisation_id=request.user.organisation_id))
    voice = voice_of(request.user, form.cleaned_data["function"])
    voice = replace(voice, mandate=form.said_mandate, function=form.cleaned_data["function"])
    try:
        given = supporting.support(proposition, voice)
    except ValidationError as error:
        if ours := own_support(request.user, proposition):  # at the same moment, by this person or another
            messages.info(request, already(ours, request.user))
            return True
        form.add_error(None, error)
        return False
    messages.success(request, _GIVEN.format(given.organisation.name, proposition.title))
    return True


@never_cache
@require_POST
@login_required
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    proposition = _proposition(pk)
    demand(request, Action.SUPPORT_PROPOSITION, About(organisation_id=request.user.organisation_id))
    try:
        supporting.withdraw_support(proposition, voice_of(request.user))
    except ValidationError as error:
        tell = messages.info if error.code == "absent" else messages.error
        tell(request, " ".join(error.messages))
    else:
        messages.success(request, _WITHDRAWN.format("de votre collectivité", proposition.title))
    return redirect(proposition)


@require_safe
@members_only
def ours(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All of them, latest first: those that count, were withdrawn, or set aside."""
    given = Support.objects.filter(organisation=organisation).order_by("-cast_at", "-pk")
    paginator = KeyPaginator(given.values_list("pk", flat=True), given.select_related("need"), _PER_PAGE)
    try:
        shown = paginator.page(requested_page(request))
    except EmptyPage as error:
        raise Http404("Cette page n'existe pas.") from error
    here = reverse("space-supports")
    context = {
        "supports": [(one, MANDATE.get(one.profile, "")) for one in shown],
        "pagination": page_links(shown, lambda number: f"{here}?page={number}" if number > 1 else here),
    }
    return page(request, organisation, "spaces/supporting/ours.html", context)
