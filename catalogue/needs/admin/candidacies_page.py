"""The candidacies of a call: eligibility beside each; choose, put on the waiting list, refuse several with a reason."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from catalogue.foundation.french import quantity
from catalogue.needs import piloting
from catalogue.needs.admin.through_writer import tie
from catalogue.needs.journal import Voice, anct, database_now
from catalogue.needs.models import Candidacy, PilotCall
from catalogue.needs.pilot_pages import shown
from catalogue.needs.pilot_rules import fitness_of, rules_of_call

_LISTED = 500
_NONE_LEFT = "Une de ces candidatures a été retirée entre-temps : rechargez la page."


class AnswerForm(forms.Form):
    """`candidacies`: ticked in the table."""

    CHOOSE, REFERENT, WAIT, REFUSE = "retenir", "referent", "attente", "refuser"

    answer = forms.ChoiceField(
        label="Réponse",
        widget=forms.RadioSelect,
        choices=[
            (CHOOSE, "Retenir"),
            (REFERENT, "Retenir comme territoire référent"),
            (WAIT, "Mettre en liste d'attente"),
            (REFUSE, "Ne pas retenir"),
        ],
        error_messages={"required": "Choisissez une réponse."},
    )
    reason = forms.CharField(
        label="Motif ou message",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Envoyé à chaque collectivité. Obligatoire pour ne pas retenir.",
    )

    def __init__(self, call: PilotCall, data: Any = None) -> None:
        super().__init__(data)
        self.fields["candidacies"] = forms.ModelMultipleChoiceField(
            candidacies_of(call),
            error_messages={"required": "Cochez au moins une candidature.", "invalid_choice": _NONE_LEFT},
        )

    @transaction.atomic
    def do(self, by: Voice) -> int:
        """All of them or none."""
        said = self.cleaned_data
        rows, reason, answer = list(said["candidacies"]), said["reason"], said["answer"]
        if answer == self.REFUSE:
            return len(piloting.refuse(rows, reason, by))
        for row in rows:
            if answer == self.WAIT:
                piloting.put_on_waiting_list(row, by, reason)
            else:
                piloting.choose(row, by, referent=answer == self.REFERENT, reason=reason)
        return len(rows)


def candidacies_of(call: PilotCall) -> QuerySet[Candidacy]:
    """In order of their arrival."""
    rows = Candidacy.objects.filter(call=call).select_related("organisation__territory")
    return rows.order_by("filed", "pk")


class CandidaciesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    model = Candidacy
    permission_policy = ModelPermissionPolicy(Candidacy)
    permission_required = "change"
    template_name = "needs/admin/candidacies.html"
    page_title = "Candidatures"
    header_icon = "group"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        calls = PilotCall.objects.select_related("project__contribution").prefetch_related("requires")
        self.call = get_object_or_404(calls, pk=pk)
        self.form = AnswerForm(self.call)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.form = AnswerForm(self.call, request.POST)
        if self.form.is_valid():
            try:
                number = self.form.do(anct(request.user))
            except ValidationError as error:
                tie(self.form, error)
            else:
                told = quantity(number, "collectivité est prévenue", "collectivités sont prévenues")
                messages.success(request, f"C'est fait : {told} par courriel.")
                return redirect("pilot-candidacies", self.call.pk)
        return self.get(request)

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        rules, rows = rules_of_call(self.call), list(candidacies_of(self.call)[:_LISTED])
        ticked = set(self.form.data.getlist("candidacies")) if self.form.is_bound else set()  # type: ignore[attr-defined]
        return super().get_context_data(
            call=self.call,
            shown=shown(self.call, database_now()),
            form=self.form,
            rows=[(row, fitness_of(rules, row.organisation), str(row.pk) in ticked) for row in rows],
            **kwargs,
        )

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        here = {"url": "", "label": self.page_title}
        calls = {"url": reverse("appels-a-pilotes:index"), "label": "Appels à pilotes"}
        return [*self.breadcrumbs_items, calls, here]

    def get_header_title(self) -> str:
        return f"Candidatures : {self.call.project}"
