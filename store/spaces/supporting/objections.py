"""An author who does not want their contribution to be grouped there says so, for some days."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalogue.needs import grouping
from catalogue.needs.models import Contribution, Objection, Stage
from store.accounts.guards import SignedInRequest, demand
from store.accounts.models import User
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.spaces.speaking import voice_of
from store.spaces.supporting.forms import ObjectionForm

_SAID = "Votre opposition est enregistrée et publiée au journal. L'équipe de l'ANCT vous répondra."


def _about(contribution: Contribution) -> About:
    return About(author_id=contribution.author_id, organisation_id=contribution.organisation_id)


def may_object(user: User, contribution: Contribution) -> bool:
    """In time, and not yet."""
    ends = grouping.objection_ends(contribution)
    if ends is None or contribution.stage != Stage.GROUPED or timezone.now() >= ends:
        return False
    if not may(person_of(user), Action.OBJECT_TO_GROUPING, _about(contribution)):
        return False
    return not contribution.objections.filter(state=Objection.State.OPEN).exists()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def object_to_grouping(request: SignedInRequest, pk: int) -> HttpResponse:
    """GET shows where the contribution is, until when one may object, and what was answered before."""
    rows = Contribution.objects.public().select_related("consultation", "grouped_into")
    contribution = get_object_or_404(rows, pk=pk)
    demand(request, Action.OBJECT_TO_GROUPING, _about(contribution))
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _object(request, contribution, form):
        messages.success(request, _SAID)
        return redirect("need-object", pk)
    context = {
        "contribution": contribution,
        "form": form,
        "ends": grouping.objection_ends(contribution),
        "may_object": may_object(request.user, contribution),
        "objections": contribution.objections.select_related("proposition").order_by("-made"),
    }
    return render(request, "spaces/supporting/object.html", context)


def _object(request: SignedInRequest, contribution: Contribution, form: ObjectionForm) -> bool:
    try:
        grouping.object_to(contribution, form.cleaned_data["text"], voice_of(request.user))
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True
