"""Propositions in the admin: what they group, taking it out, dissolving, correcting their text."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from catalogue.foundation.french import quantity
from catalogue.needs import grouping
from catalogue.needs.admin.grouping_forms import CorrectionForm, DissolveForm, TakeOutForm
from catalogue.needs.admin.grouping_query import chosen_in, page_in
from catalogue.needs.admin.moderation_desk import examined
from catalogue.needs.admin.previewed import GroupersOnly, PreviewedView
from catalogue.needs.grouping_log import corrections_of, lines_of, with_needs
from catalogue.needs.journal import anct
from catalogue.needs.models import NeedEvent, Objection, Proposition, Stage
from catalogue.needs.phases import showing_supports
from catalogue.needs.support_picture import hidden_until

LIST = "Propositions"
_PER_PAGE = 50


class PropositionListView(GroupersOnly, TemplateView):
    template_name = "needs/admin/propositions.html"
    page_title = LIST

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        rows = Proposition.objects.select_related("consultation").order_by("-consultation", "number")
        page = Paginator(rows, _PER_PAGE).get_page(page_in(self.request))
        shown = showing_supports(row.consultation_id for row in page)
        own = {"page": page, "rows": [(row, row.consultation_id in shown) for row in page]}
        return super().get_context_data(**own, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": LIST}]


class OfOneProposition:
    """Reads the proposition that the address names. `hidden`: why nothing tells who supports it, as a sentence."""

    model = Proposition
    page_title: str
    breadcrumbs_items: list[dict[str, str]]

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        self.proposition = get_object_or_404(Proposition.objects.select_related("consultation"), pk=pk)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view that it is mixed in

    @cached_property
    def hidden(self) -> str:
        return hidden_until(self.proposition.consultation)

    @property
    def here(self) -> str:
        return reverse("proposition-desk", args=[self.proposition.pk])

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        own = {"proposition": self.proposition, "hidden": self.hidden, "back": self.here}
        return super().get_context_data(**own, **kwargs)  # type: ignore[misc]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": reverse("propositions"), "label": LIST}
        there = {"url": self.here, "label": str(self.proposition)}
        return [*self.breadcrumbs_items, above, there, {"url": "", "label": self.page_title}]


class PropositionView(OfOneProposition, GroupersOnly, TemplateView):
    template_name = "needs/admin/proposition.html"
    page_title = "Contributions et soutiens"

    def get_page_title(self) -> str:
        return f"{self.proposition.reference} : {self.proposition}"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        rows = self.proposition.contributions.select_related("organisation").order_by("number", "pk")
        events = NeedEvent.objects.filter(about=self.proposition.pk).order_by("-at", "-pk")
        own = {
            "page": Paginator(rows, _PER_PAGE).get_page(page_in(self.request)),
            "corrections": list(lines_of(with_needs(corrections_of(self.proposition.pk)))),
            "log": list(lines_of(with_needs(events)[:_PER_PAGE])),
            "objections": Objection.objects.filter(proposition=self.proposition.pk, state=Objection.State.OPEN),
            "may_dissolve": self.proposition.stage == Stage.PROPOSED,
        }
        return super().get_context_data(**own, **kwargs)


class TakeOutView(OfOneProposition, PreviewedView):
    """Out of the proposition, to wait or into another one, at once."""

    form_class = TakeOutForm
    template_name = "needs/admin/grouping_step.html"
    page_title = "Sortir ou déplacer"
    button = "Sortir de la proposition"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        self.chosen = list(examined().filter(pk__in=chosen_in(request)).order_by("pk"))
        return super().dispatch(request, pk, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"proposition": self.proposition}

    def write(self, form: Any) -> int:
        if not self.chosen:
            raise ValidationError("Choisissez au moins une contribution, sur la page de la proposition.")
        into, why, by = form.cleaned_data["into"], form.cleaned_data["why"], anct(self.request.user)
        if into:
            return len(grouping.regroup(into, self.chosen, why, by))
        inside = [one for one in self.chosen if one.grouped_into_id == self.proposition.pk]
        return len(grouping.ungroup(inside, why, by))

    def changes(self, form: Any) -> list[str]:
        into = form.cleaned_data["into"]
        where = f"passe dans « {into.title} »" if into else "attend un autre regroupement"
        return [f"« {one.title} » ({one.reference}) {where}." for one in self.chosen]

    def after(self, written: int) -> str:
        self.say(f"C'est fait, pour {quantity(written, 'contribution')}. Rien n'est perdu : tout est au journal.")
        return self.here

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(chosen=self.chosen, **kwargs)


class DissolveView(OfOneProposition, PreviewedView):
    form_class = DissolveForm
    template_name = "needs/admin/grouping_step.html"
    page_title = "Dissoudre"
    button = "Dissoudre la proposition"

    def write(self, form: Any) -> None:
        grouping.dissolve(self.proposition, form.cleaned_data["why"], anct(self.request.user))

    def changes(self, form: Any) -> list[str]:
        out = quantity(self.proposition.contribution_count, "contribution")
        voices = "Ses soutiens" if self.hidden else quantity(self.proposition.support_count, "soutien")
        return [
            f"« {self.proposition.title} » ne reçoit plus de soutien ; sa page reste, et dit qu'elle est dissoute.",
            f"{out} en sortent et attendent un autre regroupement.",
            f"{voices} restent dans l'historique des collectivités et ne passent à aucune autre proposition.",
        ]

    def after(self, written: None) -> str:
        self.say(f"« {self.proposition.title} » est dissoute. Ses contributions attendent un autre regroupement.")
        return self.here


class CorrectPropositionView(OfOneProposition, PreviewedView):
    """Once somebody supports it, a reason is asked for, and supporters are told."""

    form_class = CorrectionForm
    template_name = "needs/admin/grouping_step.html"
    page_title = "Corriger le texte"
    button = "Enregistrer la correction"

    def get_initial(self) -> dict[str, Any]:
        row = self.proposition
        values = {name: getattr(row, name) for name in ("title", "text", "cost_build", "cost_deploy", "note")}
        return values | {"themes": list(row.themes.values_list("pk", flat=True))}

    def write(self, form: Any) -> NeedEvent | None:
        values = {name: value for name, value in form.cleaned_data.items() if name != "why"}
        self.event = grouping.correct(self.proposition, values, form.cleaned_data["why"], anct(self.request.user))
        return self.event

    def changes(self, form: Any) -> list[str]:
        if self.event is None:
            return ["Rien ne change de ce qui est publié."]
        [line] = lines_of([self.event])
        number = quantity(self.proposition.support_count, "collectivité")
        told = "celles qui le soutiennent" if self.hidden else number
        return [
            *(f"{change.label} : « {change.before} » devient « {change.after} »." for change in line.changes),
            f"Averties parce qu'elles soutiennent ce texte : {told}.",
        ]

    def after(self, written: NeedEvent | None) -> str:
        self.say("La correction est enregistrée, et publiée sur la page de la proposition.")
        return self.here
