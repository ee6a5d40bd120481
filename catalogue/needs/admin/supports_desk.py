"""Supports of a proposition as the team checks them, and objections to answer."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.log_actions import log

from catalogue.needs import grouping, supporting
from catalogue.needs.admin.grouping_forms import ObjectionAnswerForm, SetAsideForm
from catalogue.needs.admin.grouping_query import page_in
from catalogue.needs.admin.previewed import GroupersOnly, PreviewedView
from catalogue.needs.admin.proposition_desk import OfOneProposition
from catalogue.needs.journal import anct
from catalogue.needs.models import Objection, Support
from catalogue.needs.proposition_page import supporter_row
from catalogue.needs.support_picture import hidden_until

SET_ASIDE, COUNTED_AGAIN = "needs.set_aside", "needs.count_again"
OBJECTIONS = "Oppositions"
_PER_PAGE = 50


class SupportsView(OfOneProposition, GroupersOnly, TemplateView):
    """All of them, whatever they count for, latest first; none while they are hidden."""

    template_name = "needs/admin/supports.html"
    page_title = "Soutiens"

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        rows = Support.objects.filter(need=self.proposition.pk).select_related("organisation__territory", "cast_by")
        rows = rows.none() if self.hidden else rows
        page = Paginator(rows.order_by("-cast_at", "-pk"), _PER_PAGE).get_page(page_in(self.request))
        return super().get_context_data(page=page, rows=[supporter_row(one) for one in page], **kwargs)


def _support(pk: int) -> Support:
    """One that may be read already."""
    row = get_object_or_404(Support.objects.select_related("organisation", "need__consultation"), pk=pk)
    if hidden_until(row.need.consultation):
        raise Http404("Les soutiens sont masqués.")
    return row


class SetSupportAsideView(PreviewedView):
    model = Support
    form_class = SetAsideForm
    template_name = "needs/admin/grouping_step.html"
    page_title = "Écarter un soutien"
    button = "Écarter ce soutien"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        self.support = _support(pk)
        return super().dispatch(request, *args, **kwargs)

    @property
    def back(self) -> str:
        return reverse("proposition-supports", args=[self.support.need_id])

    def write(self, form: Any) -> Support:
        row = supporting.set_aside(self.support, form.cleaned_data["reason"], anct(self.request.user))
        log(instance=row, action=SET_ASIDE, user=self.request.user)
        return row

    def changes(self, form: Any) -> list[str]:
        return [
            f"Le soutien {self._of} à « {self.support.need.title} » ne compte plus.",
            "Il reste inscrit, avec sa raison, sur la page des soutiens et dans l'espace de la collectivité.",
        ]

    @property
    def _of(self) -> str:
        return f"de la collectivité « {self.support.organisation.name} »"

    def after(self, written: Support) -> str:
        self.say(f"Le soutien {self._of} est écarté.")
        return self.back

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(back=self.back, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        there = {"url": self.back, "label": f"Soutiens : {self.support.need.title}"}
        return [*self.breadcrumbs_items, there, {"url": "", "label": self.page_title}]


class CountAgainView(GroupersOnly, View):
    model = Support
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        aside = _support(pk)
        try:
            given = supporting.count_again(aside, anct(request.user))
            log(instance=given, action=COUNTED_AGAIN, user=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"La voix de la collectivité « {aside.organisation.name} » compte à nouveau.")
        return redirect("proposition-supports", aside.need_id)


class ObjectionListView(GroupersOnly, TemplateView):
    """Those that wait, the oldest first, then the last that were answered."""

    template_name = "needs/admin/objections.html"
    page_title = OBJECTIONS

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        rows = Objection.objects.select_related("contribution__organisation", "proposition")
        own = {
            "waiting": rows.filter(state=Objection.State.OPEN)[:_PER_PAGE],
            "answered": rows.exclude(state=Objection.State.OPEN).order_by("-answered")[:_PER_PAGE],
        }
        return super().get_context_data(**own, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": OBJECTIONS}]


class AnswerObjectionView(PreviewedView):
    model = Objection
    form_class = ObjectionAnswerForm
    template_name = "needs/admin/grouping_step.html"
    page_title = "Répondre à une opposition"
    button = "Envoyer la réponse"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        rows = Objection.objects.select_related("contribution__organisation", "proposition")
        self.objection = get_object_or_404(rows, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def write(self, form: Any) -> Objection:
        kept = form.cleaned_data["verdict"] == Objection.State.KEPT
        return grouping.answer_objection(self.objection, kept, form.cleaned_data["answer"], anct(self.request.user))

    def changes(self, form: Any) -> list[str]:
        title, into = self.objection.contribution.title, self.objection.proposition.title
        if form.cleaned_data["verdict"] == Objection.State.KEPT:
            return [f"« {title} » sort de « {into} » et attend un autre regroupement."]
        return [f"« {title} » reste dans « {into} »."]

    def after(self, written: Objection) -> str:
        self.say("Votre réponse est publiée au journal ; l'auteur en est averti.")
        return reverse("objections")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        return super().get_context_data(objection=self.objection, back=reverse("objections"), **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        there = {"url": reverse("objections"), "label": OBJECTIONS}
        return [*self.breadcrumbs_items, there, {"url": "", "label": self.page_title}]
