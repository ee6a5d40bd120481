"""The form, the withdrawal and the history of a deployment in the admin: every change is kept in its history."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, InspectView

from catalogue.deployments import signature_rules
from catalogue.deployments.admin.deployment_listing import may_settle
from catalogue.deployments.admin.forms import DeploymentForm, edit_handler
from catalogue.deployments.changing import Author, locked, withdraw
from catalogue.deployments.history import in_words, territories_in
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party
from catalogue.deployments.signature_rules import Signature, awaited
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation

_WITHDRAWN = "wagtail.delete"


def withdrawn(pk: str) -> Deployment:
    """As little as its history needs, from what was noted when it was withdrawn here; else Http404."""
    noted = ModelLogEntry.objects.get_for_model(Deployment).filter(action=_WITHDRAWN, object_id=pk)
    whose = noted.values_list("data", flat=True).first() or {}
    return Deployment(
        pk=pk,
        service=get_object_or_404(ServicePage, pk=whose.get("service")),
        organisation=get_object_or_404(Organisation, pk=whose.get("organisation")),
    )


@transaction.atomic
def withdraw_as_anct(deployment: Deployment, user) -> None:
    """SignatureError if it is contested: a dispute does not end so."""
    signature_rules.check_settled(Signature.of(locked(deployment)))
    whose = {"service": deployment.service_id, "organisation": deployment.organisation_id}
    log(instance=deployment, action=_WITHDRAWN, user=user, data=whose)
    withdraw(deployment, Author(Party.ANCT, Channel.ADMIN, user))


class SavesWithHistory:
    """What the writer refuses is shown in the form."""

    existing: bool
    action: str
    form: Any

    def get_panel(self) -> ObjectList:
        return edit_handler(self.existing).bind_to_model(Deployment)

    def get_form_class(self) -> type[forms.ModelForm]:
        return self.panel.get_form_class()  # type: ignore[attr-defined]  # Wagtail's, from `get_panel`

    def save_instance(self) -> Deployment:
        row = self.form.save()
        log(instance=row, action=f"wagtail.{self.action}", user=self.request.user)  # type: ignore[attr-defined]
        return row

    def form_valid(self, form: DeploymentForm) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error.messages)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class DeploymentCreateView(SavesWithHistory, CreateView):
    existing = False


class DeploymentEditView(SavesWithHistory, EditView):
    existing = True


class DeploymentDeleteView(DeleteView):
    page_title = "Retirer"
    confirmation_message = (
        "Retirer ce déploiement ? À n'utiliser que pour une erreur : une utilisation qui a cessé se dit "
        "avec le statut « Arrêté » et son motif. L'historique est conservé."
    )
    success_message = "%(model_name)s « %(object)s » : c'est retiré."

    def delete_action(self) -> None:
        withdraw_as_anct(self.object, self.request.user)

    def form_valid(self, form) -> HttpResponse:
        try:
            answer = super().form_valid(form)
        except ValidationError as error:
            return self.render_to_response(self.get_context_data(refused=error.messages))
        history = reverse("deployments:inspect", args=[self.kwargs["pk"]])
        messages.info(self.request, "Son historique est conservé.", buttons=[messages.button(history, "Le lire")])
        return answer


class DeploymentInspectView(InspectView):
    """Its state, then its history, latest first; of one that was withdrawn, its history only."""

    page_title = "Historique"
    is_gone = False

    def get_object(self, queryset=None) -> Deployment:
        try:
            return super().get_object(queryset)
        except Http404:
            self.is_gone = True
            return withdrawn(self.pk)

    def get_edit_url(self) -> str | None:
        return None if self.is_gone else super().get_edit_url()

    def get_delete_url(self) -> str | None:
        return None if self.is_gone else super().get_delete_url()

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        now = self.object
        events = DeploymentEvent.objects.filter(service=now.service_id, organisation=now.organisation_id)
        events = events.select_related("author").order_by("-at", "-pk")
        named = territories_in(event.changes for event in events)
        waiting_for = awaited(Signature.of(now), timezone.localdate())
        return super().get_context_data(
            instance=now,
            is_gone=self.is_gone,
            history=[(event, in_words(event.changes, named=named)) for event in events],
            waiting_for=[party.in_a_sentence for party in Party if party in waiting_for],
            may_settle=may_settle(self.request.user, now),
            **kwargs,
        )
