"""Settling contested uses: an editor who belongs to neither party says what they found."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.views.generic import FormView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.permission_policies import ModelPermissionPolicy

from catalogue.deployments import confirming
from catalogue.deployments.admin.deployment_listing import SETTLE
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Deployment, Party, Standing, Status, StopReason
from catalogue.foundation.french import listed
from store.accounts.guards import demand
from store.accounts.people import person_of
from store.accounts.policies import About, Action, may
from store.content.models import Story
from store.spaces.concurrency import sign_what_was_seen, version_of

_TOO_LATE = "Une autre personne a tranché avant vous. Ce que vous aviez écrit n'est pas enregistré :"
_CORRECTED = ("status", "until", "stop_reason")


def parties_of(deployment: Deployment) -> About:
    return About(service_id=deployment.service_id, organisation_id=deployment.organisation_id)


class DeploymentPermissions(ModelPermissionPolicy):
    """The rights of the groups; a dispute is settled by whoever is party to neither side."""

    def user_has_permission_for_instance(self, user, action, instance) -> bool:
        if action != SETTLE:
            return super().user_has_permission_for_instance(user, action, instance)
        is_disputed = instance.standing == Standing.CONTESTEE
        return is_disputed and may(person_of(user), Action.SETTLE_CONTEST, parties_of(instance))


class Finding(TextChoices):
    UPHELD = "maintenir", "L'utilisation est réelle : elle devient confirmée"
    CORRECTED = "corriger", "Il y a bien eu une utilisation, mais autre : je la corrige, la collectivité confirmera"
    DISMISSED = "retirer", "Il n'y a jamais eu d'utilisation : le déploiement est retiré"


class FindingForm(forms.Form):
    finding = forms.ChoiceField(label="Ce que vous avez constaté", choices=Finding, widget=forms.RadioSelect)
    status = forms.ChoiceField(
        label="Statut corrigé",
        choices=[("", "Inchangé"), *Status.choices],
        required=False,
        help_text="Ce champ et les deux suivants ne servent que pour une correction.",
    )
    until = forms.DateField(label="Jusqu'au", required=False, widget=AdminDateInput)
    stop_reason = forms.ChoiceField(
        label="Motif de l'arrêt", choices=[("", "Aucun"), *StopReason.choices], required=False
    )
    reason = forms.CharField(
        label="Pourquoi",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Les deux parties le lisent : qui vous avez entendu, quelle pièce vous avez vue.",
        error_messages={"required": "Dites pourquoi : les deux parties le liront."},
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        if said.get("finding") == Finding.CORRECTED and not said.get("status"):
            self.add_error("status", "Dites quel est le bon statut.")
        return said

    def settle(self, deployment: Deployment, version: str, by: Author) -> Deployment | None:
        """Returns the row as it becomes, None if it is dismissed. ValidationError if it was settled or changed since it
        was shown in this `version`, or if the correction is invalid.
        """
        said = self.cleaned_data
        values = {name: said[name] for name in _CORRECTED if said[name]}
        settle: dict[str, Callable[[Deployment], Any]] = {
            Finding.UPHELD: lambda row: confirming.uphold(row, by, said["reason"]),
            Finding.CORRECTED: lambda row: confirming.correct(row, values, by, said["reason"]),
            Finding.DISMISSED: lambda row: confirming.dismiss(row, by, said["reason"]),
        }
        return sign_what_was_seen(deployment, version, settle[said["finding"]])


class SettleForm(FindingForm):
    """`version` identifies the state of the deployment that was shown."""

    version = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class SettleView(WagtailAdminTemplateMixin, FormView):
    model = Deployment
    form_class = SettleForm
    template_name = "admin/settle.html"
    page_title = "Trancher"
    header_icon = "warning"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        deployments = Deployment.objects.select_related("service", "organisation")
        if request.method == "POST" and not deployments.filter(pk=pk).exists():
            demand(request, Action.OPEN_WHOLE_ADMIN)
            messages.info(request, "Ce déploiement a été retiré : il n'y a plus rien à trancher.")
            self._say_too_late()
            return HttpResponseRedirect(self._next() or reverse("deployments:list"))
        self.deployment = get_object_or_404(deployments, pk=pk)
        demand(request, Action.SETTLE_CONTEST, parties_of(self.deployment))
        if self.deployment.standing != Standing.CONTESTEE:
            messages.info(request, "Ce déploiement n'est pas contesté : il n'y a rien à trancher.")
            self._say_too_late()
            return redirect("deployments:inspect", pk)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"version": version_of(self.deployment)}

    def form_valid(self, form: SettleForm) -> HttpResponse:
        try:
            settled = form.settle(
                self.deployment, form.cleaned_data["version"], Author(Party.ANCT, Channel.ADMIN, self.request.user)
            )
        except ValidationError as error:
            told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
            for name, texts in told.items():
                form.add_error(name if name in form.fields else None, texts)
            form.data = {**dict(form.data.items()), "version": version_of(self.deployment)}
            return self.form_invalid(form)
        messages.success(self.request, f"C'est tranché : {self.deployment}.")
        if settled is None:
            self._say_untold()
        return HttpResponseRedirect(self._next() or reverse("deployments:list"))

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(
            deployment=self.deployment, history=self._history(), next=self._next(), **kwargs
        )

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        deployments = reverse("deployments:list")
        return [
            *self.breadcrumbs_items,
            {"url": deployments, "label": "Déploiements"},
            {"url": self._history(), "label": str(self.deployment)},
            {"url": "", "label": self.page_title},
        ]

    def get_header_title(self) -> str:
        return f"{self.page_title} : {self.deployment}"

    def _say_too_late(self) -> None:
        """What they wrote is given back, lest it be lost."""
        if reason := self.request.POST.get("reason", "").strip():
            messages.warning(self.request, f"{_TOO_LATE} « {Truncator(reason).chars(1_000)} »")

    def _say_untold(self) -> None:
        about = Story.objects.live().filter(
            service=self.deployment.service_id, organisation=self.deployment.organisation_id
        )
        if titles := [f"« {story.title} »" for story in about]:
            messages.warning(
                self.request, f"Raconte cet usage, et n'est plus montré qu'à son adresse : {listed(titles)}."
            )

    def _next(self) -> str:
        """The list as it was filtered, if the person comes from there."""
        return get_valid_next_url_from_request(self.request)

    def _history(self) -> str:
        return reverse("deployments:inspect", args=[self.deployment.pk])
