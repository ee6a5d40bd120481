"""The list of deployments in the admin, and its export with labels and dates."""

from collections import OrderedDict
from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db.models import Q, QuerySet
from django.urls import reverse
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.widgets.button import BaseButton
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import IndexView

from catalogue.deployments.admin.filters import DeploymentFilterSet
from catalogue.deployments.models import Deployment, Standing
from catalogue.territories.folding import fold

SETTLE = "settle"
"""What a permission policy is asked about a contested deployment; Wagtail's own never grants it."""
SEARCHED = ("service__title", "service__action", "organisation__name", "territory__code")


def yes_or_no(value: bool) -> str:
    return "oui" if value else "non"


EXPORTED: dict[str, tuple[str, Callable[[Deployment], Any]]] = {
    "service": ("Service", lambda row: row.service),
    "organisation": ("Organisation", lambda row: row.organisation),
    "siren": ("SIREN", lambda row: row.organisation.siren),
    "covered": ("Territoire couvert", lambda row: row.territory and row.territory.key),
    "status": ("Statut", lambda row: row.get_status_display()),
    "definition": ("Ce que « déployé » veut dire", lambda row: row.service.deployed_definition),
    "since": ("Depuis", lambda row: row.since),
    "until": ("Jusqu'au", lambda row: row.until),
    "stop_reason": ("Motif de l'arrêt", lambda row: row.get_stop_reason_display()),
    "standing": ("Signature", lambda row: row.get_standing_display()),
    "declared_by": ("Déclarée par", lambda row: row.get_declared_by_display()),
    "confirmed_on": ("Confirmée le", lambda row: row.confirmed_on),
    "contest_reason": ("Motif de la contestation", lambda row: row.contest_reason),
    "pilot_sites": ("Sites pilotes", lambda row: row.pilot_sites),
    "offered": ("Ouvert à ses membres", lambda row: yes_or_no(row.open_to_members)),
    "source": ("Source", lambda row: row.source),
    "demonstration": ("Donnée de démonstration", lambda row: yes_or_no(row.is_demo)),
    "updated": ("Mis à jour", lambda row: row.updated),
}


def may_settle(user, deployment: Deployment) -> bool:
    return policy_registry.get_by_type(Deployment).user_has_permission_for_instance(user, SETTLE, deployment)


class SettleButton(BaseButton):
    """Beside the name of the row, not in its menu."""

    def __init__(self, deployment: Deployment, back_to: str) -> None:
        super().__init__(
            "Trancher",
            url=f"{reverse('settle-contest', args=[deployment.pk])}?{urlencode({'next': back_to})}",
            classname="button button-small button-secondary",
            attrs={"aria-label": f"Trancher : {deployment}"},
        )


class DeploymentIndexView(IndexView):
    filterset_class = DeploymentFilterSet
    list_export = list(EXPORTED)
    export_headings = {name: heading for name, (heading, _) in EXPORTED.items()}
    export_filename = "deploiements"

    def get_base_queryset(self) -> QuerySet[Deployment]:
        return super().get_base_queryset().select_related("service", "organisation", "territory")

    def search_queryset(self, queryset: QuerySet[Deployment]) -> QuerySet[Deployment]:
        """Each word somewhere: « agenda roanne » finds the use of Agenda by Roanne."""
        for word in self.search_query.split() if self.is_searching else ():
            places = [Q(**{f"{column}__icontains": word}) for column in SEARCHED]
            folded = fold(word)
            places += [Q(territory__folded_name__contains=folded)] if folded else []
            queryset = queryset.filter(reduce(or_, places))
        return queryset

    def to_row_dict(self, item: Deployment) -> OrderedDict[str, Any]:
        """Empty cells for missing values."""
        values = ((name, read(item)) for name, (_, read) in EXPORTED.items())
        return OrderedDict((name, "" if value is None else value) for name, value in values)

    def get_list_more_buttons(self, instance: Deployment) -> list[MenuItem | BaseButton]:
        """What is contested is settled, not withdrawn."""
        buttons: list[MenuItem | BaseButton] = super().get_list_more_buttons(instance)
        named = {self.get_inspect_url(instance): "Historique", self.get_delete_url(instance): "Retirer"}
        for button in buttons:
            button.label = named.get(button.url, button.label)
        if instance.standing == Standing.CONTESTEE:
            buttons = [button for button in buttons if button.label != "Retirer"]
        if not may_settle(self.request.user, instance):
            return buttons
        filtered = f"{reverse(self.index_url_name)}?{urlsplit(self.request.get_full_path()).query}"
        return [SettleButton(instance, filtered), *buttons]
