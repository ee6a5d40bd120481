"""Answering for services that have no team, so that requests and declarations do not wait for ever."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from catalogue.deployments import confirming
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Deployment, Party, RequestedService, RequestState, Standing
from store.accounts.guards import demand
from store.accounts.policies import Action
from store.spaces.maintainer.received_requests import RequestAnswerForm
from store.spaces.teams import ANCT, about, without_team

TITLE = "Services sans équipe"
_LISTED = 200
"""The oldest first; the rest appear as these are answered."""
_ANSWERS = {
    RequestState.PRISE_EN_CHARGE: "L'ANCT la prend en charge",
    RequestState.EN_DEPLOIEMENT: "Le déploiement commence (il est déclaré, la collectivité le confirmera)",
    RequestState.REFUSEE: "Elle est refusée",
}


def requests_without_team() -> QuerySet[RequestedService]:
    """Open requests, oldest first."""
    rows = RequestedService.objects.open().filter(service__in=without_team())
    return rows.select_related("request", "organisation", "service").order_by("request__created", "pk")


def declarations_without_team() -> QuerySet[Deployment]:
    """Uses declared by a collectivité, which only a team could confirm."""
    rows = Deployment.objects.filter(declared_by=Party.ORGANISATION, standing=Standing.DECLAREE)
    return rows.filter(service__in=without_team()).select_related("organisation", "service").order_by("updated", "pk")


class WithoutTeamView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "admin/without_team.html"
    page_title = TITLE
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        demand(request, Action.OPEN_WHOLE_ADMIN)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        shown = {"requests": requests_without_team()[:_LISTED], "uses": declarations_without_team()[:_LISTED]}
        return super().get_context_data(**shown, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]


class StandInForm(RequestAnswerForm):
    answers = _ANSWERS

    def __init__(self, requested: RequestedService, data=None) -> None:
        super().__init__(requested, data)
        self.fields["becomes"].label = "Réponse"


class AnswerRequestView(WagtailAdminTemplateMixin, FormView):
    model = RequestedService
    template_name = "admin/answer_request.html"
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        rows = RequestedService.objects.select_related("request__author", "organisation", "service")
        self.requested = get_object_or_404(rows, pk=pk)
        demand(request, Action.ANSWER_REQUEST, about(self.requested.service_id, self.requested.organisation_id))
        if not self.requested.is_open:
            messages.info(request, "Cette demande a déjà reçu sa réponse.")
            return redirect("without-team")
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class=None) -> StandInForm:
        return StandInForm(self.requested, self.request.POST if self.request.method == "POST" else None)

    def form_valid(self, form: StandInForm) -> HttpResponse:
        answered = form.send(Author(Party.ANCT, Channel.ADMIN, self.request.user))
        if answered is None:
            return self.form_invalid(form)
        messages.success(
            self.request, f"C'est noté : « {answered.get_state_display()} ». La collectivité en est avertie."
        )
        return redirect("without-team")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(requested=self.requested, events=self.requested.events.all(), **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        there = {"url": reverse("without-team"), "label": TITLE}
        return [*self.breadcrumbs_items, there, {"url": "", "label": str(self.requested)}]

    def get_header_title(self) -> str:
        return f"Demande : {self.requested}"


@require_POST
def confirm_declaration(request: HttpRequest, pk: int) -> HttpResponse:
    """Signed for the service by the ANCT, as its history says."""
    row = get_object_or_404(Deployment, pk=pk)
    demand(request, Action.CONFIRM_DECLARED_USE, about(row.service_id, row.organisation_id))
    try:
        row = confirming.confirm(row, Author(Party.SERVICE, Channel.ADMIN, request.user, label=ANCT))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"C'est confirmé : {row}.")
    return redirect("without-team")
