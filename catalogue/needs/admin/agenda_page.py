"""Putting needs on the agenda of a committee: propositions first, then the contributions inside those selected."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
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
from catalogue.needs.admin.through_writer import tie
from catalogue.needs.committee_files import contributions_to_examine, propositions_to_examine
from catalogue.needs.models import Consultation, Need
from catalogue.needs.phases import shows_supports
from catalogue.review.models import Session, SessionState
from catalogue.review.reviewing import add_files

ROUNDS = {"propositions": "Propositions", "contributions": "Contributions des propositions sélectionnées"}
_ASKED_FOR = {"propositions": propositions_to_examine, "contributions": contributions_to_examine}
_TICK = "cocher"


class AgendaForm(forms.Form):
    session = forms.ModelChoiceField(
        Session.objects.filter(state__in=(SessionState.PLANNED, SessionState.OPEN)).select_related("committee"),
        label="À quelle séance",
        empty_label="Choisissez une séance",
        error_messages={"required": "Choisissez une séance."},
    )
    least = forms.IntegerField(
        label="Cocher celles qui ont au moins ce nombre de soutiens", min_value=0, max_value=99_999, required=False
    )

    def __init__(self, rows: Sequence[Need], data: Any = None, *, by_supports: bool = True) -> None:
        super().__init__(data)
        self.fields["needs"] = forms.ModelMultipleChoiceField(
            Need.objects.filter(pk__in=[row.pk for row in rows]),
            error_messages={"required": "Cochez au moins une ligne."},
        )
        if not by_supports:
            del self.fields["least"]


class AgendaView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """`at`: a consultation and a round; without, which there are."""

    permission_policy = ModelPermissionPolicy(Session)
    permission_required = "change"
    template_name = "needs/admin/agenda.html"
    page_title = "Mettre à l'ordre du jour d'une séance"
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, pk: int = 0, stage: str = "", *args, **kwargs) -> HttpResponseBase:
        self.consultation = get_object_or_404(Consultation, pk=pk) if pk else None
        self.round = stage
        self.rows: list[Any] = list(_ASKED_FOR[stage](pk)) if pk else []
        self.supports = False
        if self.consultation and stage == "propositions":
            self.supports = shows_supports(self.consultation)
        self.ticked: set[int] = set()
        self.form = AgendaForm(self.rows, by_supports=self.supports)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.form = AgendaForm(self.rows, request.POST, by_supports=self.supports)
        self.form.is_valid()
        said = self.form.cleaned_data
        self.ticked = {need.pk for need in said.get("needs", ())}
        if _TICK in request.POST:
            self._tick(said.get("least"), said.get("session"))
        elif self.form.is_valid():
            try:
                added = add_files(said["session"], [row for row in self.rows if row.pk in self.ticked])
            except ValidationError as error:
                tie(self.form, error)
            else:
                told = quantity(len(added), "dossier est inscrit", "dossiers sont inscrits")
                messages.success(request, f"C'est fait : {told} à l'ordre du jour de « {said['session'].title} ».")
                return redirect(request.path)
        return self.get(request)

    def _tick(self, least: int | None, session: Session | None) -> None:
        if least is not None and self.supports:
            self.ticked = {row.pk for row in self.rows if row.support_count >= least}
        self.form = AgendaForm(self.rows, by_supports=self.supports)
        self.form.initial = {"least": least, "session": session}

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        choices = []
        if self.consultation is None:
            for one in Consultation.objects.current().order_by("-first_published_at", "-pk"):
                rounds = [(label, reverse("needs-agenda", args=[one.pk, name])) for name, label in ROUNDS.items()]
                choices.append((one, rounds))
        own = {
            "consultation": self.consultation,
            "heading": ROUNDS.get(self.round, ""),
            "rows": [(row, row.pk in self.ticked) for row in self.rows],
            "form": self.form,
            "shows_supports": self.supports,
            "choices": choices,
        }
        return super().get_context_data(**own, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        first = {"url": reverse("needs-agendas") if self.consultation else "", "label": self.page_title}
        here = [{"url": "", "label": ROUNDS[self.round]}] if self.consultation else []
        return [*self.breadcrumbs_items, first, *here]
