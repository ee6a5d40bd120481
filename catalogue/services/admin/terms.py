"""Vocabularies as snippets: editing, merging and deleting their terms, with where each is used."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.views.generic import FormView
from wagtail.admin.panels import FieldPanel
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from catalogue.services.admin.merging import merge, uses
from catalogue.services.models import Audience, Connection, LegalVehicle, Theme
from catalogue.services.models.vocabulary import Term


class MergeForm(forms.Form):
    """`into`: another term of the same vocabulary."""

    def __init__(self, *args, others: QuerySet[Term], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = forms.ModelChoiceField(others, label="Mot à garder", empty_label="Choisissez un mot")


def _viewset(term: Term) -> SnippetViewSet:
    return term.snippet_viewset  # type: ignore[attr-defined]  # given by Wagtail to each registered snippet


def _address(term: Term, view: str) -> str:
    return reverse(_viewset(term).get_url_name(view), args=[term.pk])


class MergeTermView(WagtailAdminTemplateMixin, FormView):
    """The viewset sets `model`."""

    model: type[Term] = Term  # type: ignore[type-abstract]  # replaced
    form_class = MergeForm
    template_name = "services/admin/merge.html"
    page_title = "Fusionner"
    header_icon = "resubmit"

    def dispatch(self, request: HttpRequest, pk: int, *args, **kwargs) -> HttpResponseBase:
        self.term = get_object_or_404(self.model, pk=pk)
        if not may_merge(self.model, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "others": self.model.objects.exclude(pk=self.term.pk)}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        into, name = form.cleaned_data["into"], self.term.name
        merge(self.term, into, self.request.user)
        messages.success(self.request, f"« {name} » est maintenant « {into.name} », partout.")
        return redirect(_address(into, "edit"))

    def get_context_data(self, **kwargs) -> dict:
        back = _address(self.term, "edit")
        return super().get_context_data(term=self.term, uses=uses(self.term), back=back, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.term.name

    def get_breadcrumbs_items(self) -> list[dict]:
        words = reverse(_viewset(self.term).get_url_name("list"))
        return [
            *super().get_breadcrumbs_items(),
            {"url": words, "label": capfirst(self.model._meta.verbose_name_plural)},
            {"url": _address(self.term, "edit"), "label": self.term.name},
            {"url": "", "label": self.page_title},
        ]


def may_merge(model: type[Term], user) -> bool:
    policy = policy_registry.get_by_type(model)
    return all(policy.user_has_permission(user, action) for action in ("change", "delete"))


def merge_button(term: Term) -> Button:
    return Button("Fusionner avec un autre mot", url=_address(term, "merge"), icon_name="resubmit", priority=15)


def refuse_to_delete_used(request: HttpRequest, snippets) -> HttpResponse | None:
    """Deleting a term in use would leave gaps in sheets and dead links: it must be merged instead."""
    for term in snippets:
        if isinstance(term, Term) and uses(term):
            messages.error(request, f"« {term.name} » est utilisé : choisissez le mot qui le remplace.")
            return redirect(_address(term, "merge"))
    return None


class EditTermView(EditView):
    @property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, merge_button(self.object)]


class TermViewSet(SnippetViewSet):
    menu_item_is_registered = True  # in the group « Catalogue », not under « Fragments »
    list_display = ["name", "slug", "order"]
    search_fields = ["name", "slug"]
    edit_view_class = EditTermView
    own_field = "description"

    @property
    def panels(self) -> list[FieldPanel]:
        return [FieldPanel(name) for name in ("name", "slug", self.own_field, "order")]

    def get_urlpatterns(self) -> list:
        merging = self.construct_view(MergeTermView)
        return [*super().get_urlpatterns(), path("merge/<int:pk>/", merging, name="merge")]


class ThemeViewSet(TermViewSet):
    model = Theme
    icon = "tag"


class AudienceViewSet(TermViewSet):
    model = Audience
    icon = "group"
    own_field = "group"
    list_display = ["name", "group", "order"]
    list_filter = ["group"]


class LegalVehicleViewSet(TermViewSet):
    model = LegalVehicle
    icon = "folder-open-inverse"


class ConnectionViewSet(TermViewSet):
    model = Connection
    icon = "link"
    own_field = "url"
    list_display = ["name", "url", "order"]
