"""The requests that a service receives, and the answers of its team."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.deployments.changing import Author
from catalogue.deployments.models import RequestedService, RequestState
from catalogue.deployments.models.request import REASON_LENGTH
from catalogue.deployments.requesting import answer, check_seen, next_states
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
    """`seen` is the state that was shown; the template fills it."""

    answers = _ANSWERS
    seen = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
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
        self.requested = requested
        self.offer_answers()

    def clean(self) -> None:
        check_seen(self.requested, self.cleaned_data.get("seen", ""))

    def offer_answers(self) -> None:
        offer(self, "becomes", [(state.value, self.answers[state]) for state in next_states(self.requested.state)])

    def send(self, by: Author) -> RequestedService | None:
        """None, and why among the errors, if it is refused; the form then offers what is still possible."""
        said = self.cleaned_data
        try:
            return answer(self.requested, said["becomes"], by, said["reason"], said["seen"])
        except ValidationError as error:
            tie_errors(self, error)
        self.requested.refresh_from_db()
        self.offer_answers()
        return None


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
    if form.is_valid() and (answered := form.send(author_of(request))):
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
