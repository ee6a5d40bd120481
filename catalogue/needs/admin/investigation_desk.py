"""Investigations, and the requests of collectivités for one, in the admin."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from catalogue.needs.investigating import answer_request
from catalogue.needs.models import Investigation, InvestigationRequest
from catalogue.territories.models import Territory


class InvestigationForm(WagtailAdminModelForm):
    """`places`: territories by their key, since a list box cannot hold them all."""

    places = forms.CharField(
        label="Territoires",
        required=False,
        max_length=2_000,
        help_text="Nature et code, séparés par des virgules : departement-42, commune-42218.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["places"] = ", ".join(place.key for place in self.instance.territories.all())

    def clean_places(self) -> list[Territory]:
        found = []
        for word in filter(None, self.cleaned_data["places"].replace(",", " ").split()):
            kind, _, code = word.partition("-")
            territory = Territory.objects.filter(kind=kind, code=code).first()
            if territory is None:
                raise ValidationError(f"« {word} » ne désigne aucun territoire.")
            found.append(territory)
        return found

    def _save_m2m(self) -> None:
        super()._save_m2m()
        self.instance.territories.set(self.cleaned_data["places"])


class InvestigationEditView(EditView):
    @property
    def header_more_buttons(self) -> list[Button]:
        url = f"{reverse('new-contribution')}?investigation={self.object.pk}"
        return [
            *super().header_more_buttons,
            Button("En faire une contribution", url=url, icon_name="plus", priority=5),
        ]


class InvestigationViewSet(ModelViewSet):
    model = Investigation
    name = "investigations"
    menu_label = "Investigations"
    icon = "search"
    edit_view_class = InvestigationEditView
    copy_view_enabled = False
    list_display = ["title", "state", "cohort", "starts"]
    list_filter = ["state", "is_demo"]
    search_fields = ["title", "problem", "findings"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("slug"),
            FieldPanel("problem"),
            FieldRowPanel([FieldPanel("state"), FieldPanel("cohort")]),
            FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
            FieldPanel("places"),
            FieldPanel("findings"),
            FieldPanel("source"),
            FieldPanel("is_demo"),
        ],
        base_form_class=InvestigationForm,
    )


class AnswerInvestigationForm(WagtailAdminModelForm):
    answer = forms.ChoiceField(
        label="Réponse",
        choices=[("oui", "Acceptée : nous accompagnons cette collectivité"), ("non", "Refusée")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Ce que vous lui dites",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Envoyé à la personne qui a fait la demande. Obligatoire pour un refus.",
    )

    class Meta:
        model = InvestigationRequest
        fields = ("investigation",)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("answer") == "non" and not said.get("reason"):
            self.add_error("reason", "Dites pourquoi la demande est refusée.")
        return said

    def save(self, commit: bool = True) -> InvestigationRequest:
        said = self.cleaned_data
        asked = InvestigationRequest.objects.get(pk=self.instance.pk)
        return answer_request(
            asked, accepted=said["answer"] == "oui", reason=said["reason"], investigation=said["investigation"]
        )


class AnswerInvestigationView(EditView):
    """Of a request that waits; one that was answered is only read in the list."""

    template_name = "needs/admin/investigation_request.html"
    success_message = "La réponse est envoyée."

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        row = get_object_or_404(InvestigationRequest, pk=kwargs["pk"])
        if row.state != InvestigationRequest.State.DEPOSEE:
            messages.info(request, f"Cette demande est « {row.get_state_display().lower()} ».")
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AnswerInvestigationForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)


class InvestigationRequestListing(IndexView):
    def get_base_queryset(self) -> QuerySet[InvestigationRequest]:
        return super().get_base_queryset().select_related("organisation", "policy")


class InvestigationRequestViewSet(ModelViewSet):
    model = InvestigationRequest
    name = "demandes-d-investigation"
    menu_label = "Demandes d'investigation"
    icon = "mail"
    index_view_class = InvestigationRequestListing
    edit_view_class = AnswerInvestigationView
    copy_view_enabled = False
    list_display = [
        "organisation",
        Column("policy", label="Politique prioritaire"),
        "state",
        DateColumn("submitted", label="Déposée"),
    ]
    list_filter = ["state"]
    search_fields = ["organisation__name", "problem"]
    form_fields = ["investigation"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AnswerInvestigationForm

    def get_edit_view_kwargs(self, **kwargs) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**{"panel": None, **kwargs})
