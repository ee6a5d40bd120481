"""A collectivité says that it seeks partners to apply together, and reads who seeks some nearby."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.foundation.text import longest
from catalogue.funding.call_page import WaveShown
from catalogue.funding.models import PartnerWish, Wave
from catalogue.funding.partner_wishes import own_wish, seek_partners, stop_seeking, wishes_near
from catalogue.territories.models import Organisation
from store.accounts.guards import SignedInRequest, demand
from store.accounts.policies import About, Action
from store.spaces.concurrency import tie_errors
from store.spaces.own_space import members_only, page
from store.spaces.speaking import voice_of


class PartnerWishForm(forms.Form):
    project = forms.CharField(
        label="Ce que vous voulez faire ensemble",
        help_text="En une phrase, lue par les collectivités autour de vous qui ont un compte. Sans nom de personne.",
        max_length=longest(PartnerWish, "project"),
        error_messages={"required": "Dites en une phrase ce que vous voulez faire ensemble."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def partners(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    demand(request, Action.ASK_FUNDING, About(organisation_id=organisation.pk))
    wave = _wave(request, pk)
    ours = own_wish(wave, organisation)
    said = request.POST if request.method == "POST" else None
    form = PartnerWishForm(said, initial={"project": ours.project if ours else ""})
    if form.is_valid():
        try:
            seek_partners(wave, form.cleaned_data["project"], voice_of(request.user))
        except ValidationError as error:
            tie_errors(form, error)
        else:
            messages.success(request, "C'est dit : les collectivités autour de vous le voient avec leur compte.")
            return redirect("funding-partners", pk)
    near = wishes_near(wave, organisation)
    context = {"form": form, "shown": WaveShown(wave), "ours": ours, "near": near}
    return page(request, organisation, "spaces/seeking_partners/partners.html", context)


@require_POST
@members_only
def stop(request: SignedInRequest, organisation: Organisation, pk: int) -> HttpResponse:
    demand(request, Action.ASK_FUNDING, About(organisation_id=organisation.pk))
    stop_seeking(_wave(request, pk), voice_of(request.user))
    messages.success(request, "Votre recherche de partenaires est retirée.")
    return redirect("funding-partners", pk)


def _wave(request: HttpRequest, pk: int) -> Wave:
    return get_object_or_404(Wave.objects.visible_to(request.user).with_state(), pk=pk)
