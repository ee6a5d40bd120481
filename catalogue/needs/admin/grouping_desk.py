"""The desk of grouping: contributions that wait, those that are near one of them, and what is made of a choice."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages

from catalogue.foundation.french import quantity
from catalogue.needs import grouping
from catalogue.needs.admin.grouping_forms import AddForm, NewPropositionForm
from catalogue.needs.admin.grouping_query import GroupingQuery, chosen_in, grouping_query, proposition_in
from catalogue.needs.admin.moderation_desk import examined
from catalogue.needs.admin.previewed import GroupersOnly, PreviewedView
from catalogue.needs.journal import anct
from catalogue.needs.models import Contribution, Objection, Proposition, Stage
from catalogue.needs.nearness import near_contributions, near_propositions

TITLE = "Regrouper"
PER_PAGE = 50
_ZERO = "Elle commence sans aucun soutien : ceux des contributions ne se transportent pas."


class GroupingDeskView(GroupersOnly, TemplateView):
    template_name = "needs/admin/grouping_desk.html"
    page_title = TITLE

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        asked = grouping_query(self.request)
        opened = examined().filter(pk=asked.near).first() if asked.near else None
        near = near_contributions(opened) if opened else []
        waits = bool(opened and opened.stage == Stage.ACCEPTED)
        apart = {one.need.pk for one in near} | ({opened.pk} if opened and waits else set())
        page = Paginator(asked.rows().exclude(pk__in=apart), PER_PAGE).get_page(asked.page)
        shown = apart | {row.pk for row in page}
        own = {
            "filters": asked.form,
            "opened": opened,
            "opened_waits": waits,
            "near": near,
            "propositions": near_propositions(opened) if opened else [],
            "page": page,
            "chosen": set(asked.chosen),
            "chosen_elsewhere": self._elsewhere(asked, shown),
            "objections": Objection.objects.filter(state=Objection.State.OPEN).count(),
        }
        return super().get_context_data(**own, **kwargs)

    def _elsewhere(self, asked: GroupingQuery, shown: set[int]) -> list[Contribution]:
        """Chosen before, and in no list of this page."""
        return list(examined().filter(pk__in=set(asked.chosen) - shown).order_by("pk"))

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]


class OfChosenView(PreviewedView):
    """About the contributions that the desk sends."""

    template_name = "needs/admin/grouping_step.html"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        rows = examined().filter(pk__in=chosen_in(request))
        self.chosen = list(rows.order_by("pk"))
        if not self.chosen and self.user_has_permission("change"):
            messages.error(request, "Choisissez au moins une contribution.")
            return redirect("grouping-desk")
        return super().dispatch(request, *args, **kwargs)

    @property
    def back(self) -> str:
        chosen = "&".join(f"choix={one.pk}" for one in self.chosen)
        return f"{reverse('grouping-desk')}?{chosen}"

    def changes(self, form: Any) -> list[str]:
        return [f"« {one.title} » ({one.reference}) entre dans « {self.name_of(form)} »." for one in self.chosen]

    def name_of(self, form: Any) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(chosen=self.chosen, back=self.back, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        desk = {"url": self.back, "label": TITLE}
        return [*self.breadcrumbs_items, desk, {"url": "", "label": self.page_title}]


class NewPropositionView(OfChosenView):
    form_class = NewPropositionForm
    page_title = "Créer une proposition"
    button = "Créer la proposition"

    def get_initial(self) -> dict[str, Any]:
        themes = {pk for one in self.chosen for pk in one.themes.values_list("pk", flat=True)}
        return {"themes": sorted(themes)}

    def name_of(self, form: Any) -> str:
        return form.cleaned_data["title"]

    def changes(self, form: Any) -> list[str]:
        return [f"La proposition « {self.name_of(form)} » est créée et publiée. {_ZERO}", *super().changes(form)]

    def write(self, form: Any) -> Proposition:
        values = {name: value for name, value in form.cleaned_data.items() if name != "why"}
        consultation, by = self.chosen[0].consultation, anct(self.request.user)
        return grouping.propose_and_group(consultation, values, self.chosen, why=form.cleaned_data["why"], by=by)

    def after(self, written: Proposition) -> str:
        some = quantity(written.contributions.count(), "contribution")
        self.say(f"« {written.title} » regroupe {some}. {_ZERO} Les auteurs sont avertis.")
        return reverse("proposition-desk", args=[written.pk])


class AddToPropositionView(OfChosenView):
    form_class = AddForm
    page_title = "Ajouter à une proposition"
    button = "Ajouter à la proposition"

    def get_initial(self) -> dict[str, Any]:
        return {"proposition": proposition_in(self.request)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"consultations": {one.consultation_id for one in self.chosen}}

    def name_of(self, form: Any) -> str:
        return form.cleaned_data["proposition"].title

    def write(self, form: forms.Form) -> Proposition:
        into = form.cleaned_data["proposition"]
        grouping.group(into, self.chosen, form.cleaned_data["why"], anct(self.request.user))
        return into

    def after(self, written: Proposition) -> str:
        self.say(f"C'est fait : « {written.title} » les regroupe. Les auteurs sont avertis.")
        return reverse("proposition-desk", args=[written.pk])
