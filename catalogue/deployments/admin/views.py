"""Views of deployments in the admin: they keep the history, show it, and export labels and dates."""

from collections import OrderedDict
from typing import Any

from django.contrib.admin.utils import lookup_field
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.views import CreateView, EditView, IndexView, InspectView, ModelFormView

from catalogue.deployments import signature_rules
from catalogue.deployments.admin.forms import DeploymentForm, edit_handler
from catalogue.deployments.changing import Author, locked, withdraw
from catalogue.deployments.history import in_words, territories_in
from catalogue.deployments.models import Channel, Deployment, DeploymentEvent, Party, Standing
from catalogue.deployments.signature_rules import Signature, awaited
from catalogue.territories.deleting import NeededDeleteView

EXPORTED = {
    "service": "Service",
    "organisation": "Organisation",
    "siren": "SIREN",
    "covered": "Territoire couvert",
    "get_status_display": "Statut",
    "definition": "Ce que « déployé » veut dire",
    "since": "Depuis",
    "until": "Jusqu'au",
    "get_stop_reason_display": "Motif de l'arrêt",
    "get_standing_display": "Signature",
    "get_declared_by_display": "Déclarée par",
    "confirmed_on": "Confirmée le",
    "contest_reason": "Motif de la contestation",
    "pilot_sites": "Sites pilotes",
    "offered": "Ouvert à ses membres",
    "source": "Source",
    "demonstration": "Donnée de démonstration",
    "updated": "Mis à jour",
}


class DeploymentButtons(ButtonHelper):
    def inspect_button(self, pk, classnames_add=None, classnames_exclude=None) -> dict[str, str]:
        button = super().inspect_button(pk, classnames_add, classnames_exclude)
        return {**button, "label": "Historique", "title": "Lire l'historique de ce déploiement"}

    def get_buttons_for_obj(self, obj: Deployment, exclude=None, **kwargs) -> list[dict[str, str]]:
        """Adds « Trancher » in the list. The page of a deployment (it excludes "inspect") has it beside the reason."""
        buttons = super().get_buttons_for_obj(obj, exclude=exclude, **kwargs)
        is_listed = "inspect" not in (exclude or ())
        return [_settle_button(obj), *buttons] if is_listed and obj.standing == Standing.CONTESTEE else buttons

    def get_primary_button(self, obj: Deployment) -> dict[str, str] | None:
        """« Trancher » for a contested deployment."""
        return _settle_button(obj) if obj.standing == Standing.CONTESTEE else super().get_primary_button(obj)


def _settle_button(deployment: Deployment) -> dict[str, str]:
    return {
        "url": reverse("settle-contest", args=[deployment.pk]),
        "label": "Trancher",
        "classname": "button button-small",
        "title": f"Trancher : {deployment}",
    }


class DeploymentIndexView(IndexView):
    export_headings = EXPORTED
    export_filename = "deploiements"

    def to_row_dict(self, item: Deployment) -> OrderedDict[str, Any]:
        """Labels for choices, dates as dates, empty cells for missing values."""
        values = {name: lookup_field(name, item, self.model_admin)[2] for name in self.list_export}
        return OrderedDict((name, "" if value is None else value) for name, value in values.items())


class SavesWithHistory(ModelFormView):
    """What the writer refuses is shown in the form."""

    def form_valid(self, form: DeploymentForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)


class DeploymentCreateView(SavesWithHistory, CreateView):
    def get_edit_handler(self):
        return edit_handler(existing=False).bind_to_model(self.model)


class DeploymentEditView(SavesWithHistory, EditView):
    def get_edit_handler(self):
        return edit_handler(existing=True).bind_to_model(self.model)


class DeploymentDeleteView(NeededDeleteView):
    def delete_instance(self) -> None:
        signature_rules.check_settled(Signature.of(locked(self.instance)))
        withdraw(self.instance, Author(Party.ANCT, Channel.ADMIN, self.request.user))

    def confirmation_message(self) -> str:
        return (
            "Retirer ce déploiement ? À n'utiliser que pour une erreur : une utilisation qui a cessé se dit "
            "avec le statut « Arrêté » et son motif. L'historique est conservé."
        )


class DeploymentInspectView(InspectView):
    """The columns of the deployment, then its history, latest first."""

    page_title = "Historique"

    def get_meta_title(self) -> str:
        return f"Historique : {self.instance}"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        now = self.instance
        events = DeploymentEvent.objects.filter(service=now.service_id, organisation=now.organisation_id)
        events = events.select_related("author").order_by("-at", "-pk")
        named = territories_in(event.changes for event in events)
        waiting_for = awaited(Signature.of(now), timezone.localdate())
        return super().get_context_data(
            history=[(event, in_words(event.changes, named=named)) for event in events],
            waiting_for=[party.in_a_sentence for party in Party if party in waiting_for],
            **kwargs,
        )
