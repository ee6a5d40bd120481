"""The requests that a service receives, and the answers of its team."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.deployments.models import RequestedService, RequestState
from catalogue.deployments.models.request import REASON_LENGTH
from catalogue.deployments.requesting import answer, next_states
from catalogue.foundation.form_choices import offer
from catalogue.foundation.pagination import page_links
from catalogue.services.models import ServicePage
from store.accounts.policies import Action
from store.spaces.concurrency import tie_errors
from store.spaces.maintainer.service_pages import author_of, for_service, show
from store.spaces.query_parameters import requested_page

_ANSWERS = {
    RequestState.PRISE_EN_CHARGE: "Nous la prenons en charge",
    RequestState.EN_DEPLOIEMENT: "Le déploiement commence (il s'ajoute à vos déploiements)",
    RequestState.REFUSEE: "Nous la refusons",
}


class RequestAnswerForm(forms.Form):
    becomes = forms.ChoiceField(
        label="Votre réponse",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez une réponse.",
            "invalid_choice": "Cette réponse n'est plus possible : la demande a changé entre-temps.",
        },
    )
    reason = forms.CharField(
        label="Motif, ou message à la collectivité",
        help_text="Obligatoire pour refuser. La collectivité le lit.",
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, requested: RequestedService, data=None) -> None:
        super().__init__(data)
        offer(self, "becomes", [(state.value, _ANSWERS[state]) for state in next_states(requested.state)])


PER_PAGE = 20


@require_safe
@for_service(Action.ANSWER_REQUEST)
def requests(request: HttpRequest, service: ServicePage) -> HttpResponse:
    """Open requests first, oldest on top; then settled ones, latest first."""
    received = RequestedService.objects.filter(service=service).select_related("request", "organisation")
    settled = received.exclude(pk__in=received.open()).order_by("-request__created", "-pk")
    page = Paginator(settled, PER_PAGE).get_page(requested_page(request))
    context = {
        "open": received.open().order_by("request__created", "pk"),
        "settled": page,
        "pagination": page_links(page, lambda number: f"?page={number}"),
    }
    return show(request, service, "spaces/maintainer/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.ANSWER_REQUEST)
def received_request(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    received = RequestedService.objects.filter(service=service).select_related("request", "organisation", "deployment")
    requested = get_object_or_404(received, pk=number)
    form = RequestAnswerForm(requested, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answered = answer(requested, form.cleaned_data["becomes"], author_of(request), form.cleaned_data["reason"])
        except ValidationError as error:
            tie_errors(form, error)
        else:
            messages.success(request, f"C'est noté : « {answered.get_state_display()} ». La collectivité le voit.")
            return redirect("maintainer-request", service.slug, number)
    context = {
        "requested": requested,
        "form": form,
        "may_answer": bool(next_states(requested.state)),
        "events": requested.events.all(),
        "back": reverse("maintainer-requests", args=[service.slug]),
    }
    return show(request, service, "spaces/maintainer/request.html", context)
