"""A collectivité under a priority policy asks for an accompanied investigation."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from catalogue.needs.investigating import ask, policies_of, waiting_request, withdraw_request
from catalogue.needs.models import InvestigationRequest
from catalogue.territories.models import Organisation, PriorityPolicy
from store.accounts.guards import SignedInRequest, demand
from store.accounts.policies import About, Action
from store.spaces.own_space import members_only, page
from store.spaces.speaking import voice_of


class InvestigationRequestForm(forms.Form):
    policy = forms.ModelChoiceField(
        PriorityPolicy.objects.none(),
        label="Au titre de quelle politique ?",
        empty_label=None,
        error_messages={"invalid_choice": "Choisissez une politique de cette liste."},
    )
    problem = forms.CharField(
        label="Le problème que vous voulez comprendre",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Qui il touche, ce que vous avez essayé, qui vous aideriez à rencontrer. Ne donnez pas d'information "
        "personnelle sur des habitants.",
        error_messages={"required": "Décrivez le problème, en quelques phrases."},
    )

    def __init__(self, organisation: Organisation, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field: forms.ModelChoiceField = self.fields["policy"]  # type: ignore[assignment]  # declared above
        field.queryset = policies_of(organisation.territory)
        self.qualifies = field.queryset.exists()


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def ask_investigation(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    demand(request, Action.ASK_INVESTIGATION, About(organisation_id=organisation.pk))
    form = InvestigationRequestForm(organisation, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask(organisation, form.cleaned_data["policy"], form.cleaned_data["problem"], voice_of(request.user))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Votre demande est envoyée. La réponse vous parviendra par courriel.")
            return redirect("investigation-ask")
    past = InvestigationRequest.objects.filter(organisation=organisation).select_related("policy", "investigation")
    context = {"form": form, "waiting": waiting_request(organisation), "past": past[:20]}
    return page(request, organisation, "spaces/contributing/investigation.html", context)


@require_POST
@members_only
def withdraw_investigation(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    demand(request, Action.ASK_INVESTIGATION, About(organisation_id=organisation.pk))
    if waiting := waiting_request(organisation):
        withdraw_request(waiting)
        messages.success(request, "Votre demande est retirée.")
    return redirect("investigation-ask")
