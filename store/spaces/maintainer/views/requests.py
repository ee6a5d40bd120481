"""What collectivités ask of a service, and what its team answers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from catalogue.deployments.models import RequestedService
from catalogue.deployments.requesting import answer, next_states
from catalogue.deployments.users import links_around
from catalogue.services.models import ServicePage
from store.accounts.policies import Action
from store.spaces.editing import tie_errors
from store.spaces.maintainer.asked import page_asked
from store.spaces.maintainer.forms.request import AnswerForm
from store.spaces.maintainer.gate import author_of, for_service
from store.spaces.maintainer.showing import show

PER_PAGE = 20


@require_safe
@for_service(Action.ANSWER_REQUEST)
def requests(request: HttpRequest, service: ServicePage) -> HttpResponse:
    """The open ones first, those that have waited longest above; then what is settled, the latest first."""
    received = RequestedService.objects.filter(service=service).select_related("request", "organisation")
    settled = received.exclude(pk__in=received.open()).order_by("-request__created", "-pk")
    page = Paginator(settled, PER_PAGE).get_page(page_asked(request))
    context = {
        "open": received.open().order_by("request__created", "pk"),
        "settled": page,
        "pagination": links_around(page, lambda number: f"?page={number}"),
    }
    return show(request, service, "spaces/maintainer/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_service(Action.ANSWER_REQUEST)
def received_request(request: HttpRequest, service: ServicePage, number: int) -> HttpResponse:
    received = RequestedService.objects.filter(service=service).select_related("request", "organisation", "deployment")
    requested = get_object_or_404(received, pk=number)
    form = AnswerForm(requested, request.POST if request.method == "POST" else None)
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
