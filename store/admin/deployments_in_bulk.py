"""Settling several contested deployments, or withdrawing several: each by itself, after reading what will change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.functional import classproperty
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from catalogue.deployments.admin.deployment_listing import may_settle
from catalogue.deployments.admin.views import withdraw_as_anct
from catalogue.deployments.changing import Author
from catalogue.deployments.models import Channel, Deployment, Party
from catalogue.foundation.french import quantity
from store.admin.contest_settlement import FindingForm
from store.spaces.concurrency import version_of

_GONE = "Retiré : seul son historique reste"


@dataclass(frozen=True)
class TriedRow:
    """`refused`: why the row stays as it is; otherwise it becomes `after`."""

    name: str
    before: str
    after: str = ""
    refused: str = ""


def _said(row: Deployment | None) -> str:
    if row is None:
        return _GONE
    return f"{row.get_status_display()}, {row.get_standing_display().lower()} (déclarée par {row.declarer})"


class SeenForm(forms.Form):
    """`seen`: the name and the version of each row that was shown, by id; empty until then."""

    seen = forms.JSONField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> dict[str, list[str]]:
        try:
            seen = dict(self.cleaned_data["seen"] or {})
            return {str(pk): [str(name), str(version)] for pk, (name, version) in seen.items()}
        except (TypeError, ValueError) as error:
            raise forms.ValidationError("Relisez ce qui va changer, puis recommencez.") from error


class SettleSeveralForm(SeenForm, FindingForm):
    pass


class OnDeployments(SnippetBulkAction):
    """`done`: « 3 déploiements sont … »."""

    done: tuple[str, str]

    @classproperty
    def models(cls) -> list[type[Deployment]]:
        return [Deployment]

    @classmethod
    def get_queryset(cls, model, object_ids: Iterable[Any]) -> QuerySet[Deployment]:
        """None is no error: they may have been withdrawn since the list was shown."""
        numbers = [number for number in object_ids if str(number).isdecimal()]
        return Deployment.objects.filter(pk__in=numbers).select_related("service", "organisation", "territory")

    def get_all_objects_in_listing_query(self, parent_id) -> list[int]:
        """The list offers no such button: Wagtail would take every deployment, whatever the filters."""
        return []

    def one(self, row: Deployment) -> Deployment | None:
        """Does it; ValidationError if that row refuses."""
        raise NotImplementedError

    def tried(self, row: Deployment, keep: bool) -> TriedRow:
        """In a transaction of its own, undone if it is only a trial."""
        before = _said(row)
        try:
            with transaction.atomic():
                after = _said(self.one(row))
                transaction.set_rollback(not keep)
        except ValidationError as error:
            return TriedRow(str(row), before, refused=" ".join(error.messages))
        return TriedRow(str(row), before, after)

    @classmethod
    def execute_action(cls, objects: list[Deployment], **kwargs: Any) -> tuple[int, int]:
        self = kwargs["self"]
        outcomes = [self.tried(row, keep=True) for row in objects]
        settled = [one for one in outcomes if not one.refused]
        self.tell_what_stays([f"{one.name} ({one.refused})" for one in outcomes if one.refused], objects)
        return len(settled), 0

    def tell_what_stays(self, refused: list[str], rows: list[Deployment]) -> None:
        seen: dict[str, list[str]] = self.cleaned_form.cleaned_data["seen"]
        taken = {str(row.pk) for row in rows}
        gone = [f"{name} (tranché ou retiré entre-temps)" for pk, (name, _) in seen.items() if pk not in taken]
        if refused or gone:
            messages.warning(self.request, f"Laissé en l'état : {' ; '.join([*refused, *gone])}.")

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        some = num_parent_objects
        return f"{quantity(some, 'déploiement')} {self.done[some > 1]}." if some else None


class SettleSeveral(OnDeployments):
    """Two steps of one form: what will change, computed by doing it and undoing it; then, confirmed, it is done."""

    display_name = "Trancher"
    action_type = "settle"
    aria_label = "Trancher les déploiements contestés choisis"
    template_name = "admin/settle_several.html"
    form_class = SettleSeveralForm
    action_priority = 10
    done = ("est tranché", "sont tranchés")

    def check_perm(self, obj: Deployment) -> bool:
        return may_settle(self.request.user, obj)

    def form_valid(self, form: SettleSeveralForm) -> HttpResponse:
        self.cleaned_form = form
        if form.cleaned_data["seen"] and "confirm" in self.request.POST:
            return super().form_valid(form)
        rows, _ = self.get_actionable_objects()
        form.cleaned_data["seen"] = seen = {str(row.pk): [str(row), version_of(row)] for row in rows}
        outcomes = [] if "again" in self.request.POST else [self.tried(row, keep=False) for row in rows]
        form.data = {**dict(form.data.items()), "seen": forms.JSONField().prepare_value(seen)}
        some = any(not one.refused for one in outcomes)
        return self.render_to_response(self.get_context_data(form=form, outcomes=outcomes, some=some))

    def one(self, row: Deployment) -> Deployment | None:
        _, version = self.cleaned_form.cleaned_data["seen"].get(str(row.pk), ("", ""))
        by = Author(Party.ANCT, Channel.ADMIN, self.request.user)
        return self.cleaned_form.settle(row, version, by)


class WithdrawSeveral(OnDeployments):
    display_name = "Retirer"
    action_type = "delete"
    aria_label = "Retirer les déploiements choisis"
    template_name = "admin/withdraw_several.html"
    form_class = SeenForm
    action_priority = 30
    classes = {"serious"}
    done = ("est retiré", "sont retirés")

    def check_perm(self, obj: Deployment) -> bool:
        return self.permission_policy.user_has_permission_for_instance(self.request.user, "delete", obj)

    def one(self, row: Deployment) -> None:
        withdraw_as_anct(row, self.request.user)
