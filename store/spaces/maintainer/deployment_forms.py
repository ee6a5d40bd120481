"""The forms of a deployment: its status in the grid, all its columns on its page, contesting it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from catalogue.deployments.changing import Author, declare
from catalogue.deployments.models import Deployment, Status, StopReason
from catalogue.foundation.dates import IN_BOUNDS
from catalogue.services.models import ServicePage
from catalogue.territories.models import Organisation
from store.spaces.concurrency import change_what_was_seen, tie_errors, version_of

_NO_REASON = [("", "Choisissez un motif"), *StopReason.choices]
_STOP = ("stop_reason", "stop_note")


def _day(label: str, hint: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", **IN_BOUNDS}, format="%Y-%m-%d")
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=widget,
        error_messages={"invalid": "Cette date n'existe pas."},
    )


def _optional_text(label: str, hint: str, longest: int, rows: int = 0) -> forms.CharField:
    """`rows`: of its box; none for a single line."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput
    return forms.CharField(
        label=f"{label} (facultatif)", help_text=hint, max_length=longest, required=False, widget=widget
    )


class StatusForm(forms.Form):
    """One row of the grid. `version` identifies the state that was shown."""

    version = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    status = forms.ChoiceField(label="Statut", choices=Status)
    stop_reason = forms.ChoiceField(label="Motif de l'arrêt", choices=_NO_REASON, required=False)

    data: Any  # what was posted, or what the row says

    def __init__(self, deployment: Deployment, data=None) -> None:
        self.deployment = deployment
        super().__init__(data, initial=self._shown(), auto_id=f"d{deployment.pk}-%s")

    def _shown(self) -> dict[str, Any]:
        columns = [name for name in self.base_fields if hasattr(self.deployment, name)]
        shown = {name: getattr(self.deployment, name) for name in columns}
        return {**shown, "version": version_of(self.deployment)}

    @property
    def values(self) -> dict[str, Any]:
        """The columns to write. Only « Arrêté » has a reason."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "reason")}
        if kept["status"] != Status.ARRETE:
            kept.update({name: "" for name in _STOP if name in kept})
        return kept

    def save(self, by: Author) -> bool:
        """False, with errors on their fields, if it is refused. The form then shows the current row."""
        if not self.is_valid():
            return False
        data, reason = self.cleaned_data, self.cleaned_data.get("reason", "")
        try:
            self.deployment = change_what_was_seen(self.deployment, data["version"], self.values, by, reason)
        except ValidationError as error:
            tie_errors(self, error)
            self._see_again()
            return False
        return True

    def is_another_status(self) -> bool:
        """Whether another status was chosen, and the row has not changed since it was shown."""
        seen = self.data.get("version") == version_of(self.deployment)
        return seen and self.is_valid() and self.cleaned_data["status"] != self.deployment.status

    def show_as_it_is(self) -> None:
        """Discard the input and bind the form to the current row, so that errors can be added."""
        self.deployment.refresh_from_db()
        self.data = self._shown()
        self.full_clean()

    def _see_again(self) -> None:
        self.deployment.refresh_from_db()
        self.data = self.data.copy()
        self.data["version"] = version_of(self.deployment)


class FullDeploymentForm(StatusForm):
    since = _day("Depuis", "Le premier jour d'utilisation ; le premier du mois si vous n'en savez pas plus.")
    until = _day("Jusqu'au", "Le dernier jour d'utilisation, quand elle a cessé.")
    stop_note = _optional_text("Précision sur l'arrêt", "N'est pas publiée.", 1_000, rows=2)
    pilot_sites = _optional_text("Sites pilotes", "Un site par ligne ; ils sont publiés.", 5_000, rows=3)
    source = _optional_text(
        "Source", "D'où vient l'information : convention signée, lien, délibération… Elle est publiée.", 255
    )
    reason = _optional_text("Pourquoi ce changement ?", "Reste dans l'historique, que la collectivité peut lire.", 500)
    field_order = ["version", "status", "stop_reason", "stop_note", "since", "until", "pilot_sites", "source", "reason"]


class DeclarationForm(FullDeploymentForm):
    """A deployment that does not exist yet."""

    def __init__(self, service: ServicePage, organisation: Organisation, data=None) -> None:
        super().__init__(Deployment(service=service, organisation=organisation, status=Status.PILOTE), data)

    def _shown(self) -> dict[str, Any]:
        return {"status": self.deployment.status}

    def save(self, by: Author) -> bool:
        if not self.is_valid():
            return False
        new, reason = self.deployment, self.cleaned_data["reason"]
        try:
            self.deployment = declare(new.service, new.organisation, self.values, by, reason)
        except ValidationError as error:
            tie_errors(self, error)
            return False
        return True


class ContestForm(forms.Form):
    """`version` identifies the state that was shown; the template fills it."""

    version = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Pourquoi contestez-vous cette déclaration ?",
        help_text="La collectivité et l'ANCT lisent ce motif ; l'ANCT tranche.",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi vous contestez ce déploiement."},
    )
