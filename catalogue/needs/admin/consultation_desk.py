"""The phases of consultations, the steps between them, and where contributions are redirected, in the admin."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.admin.widgets.button import Button

from catalogue.needs.journal import anct
from catalogue.needs.models import Consultation, ConsultationPhase, ConsultationStep, Destination, Need
from catalogue.needs.phases import change_dates

_REFERENCE = re.compile(r"([CP])-?([0-9]{1,6})", re.IGNORECASE)
_MOMENT = "%Y-%m-%d %H:%M:%S"


class DateTimeToTheSecond(AdminDateTimeInput):
    """Wagtail's own shows minutes, and would move a phase that ends at 23:59:59 each time its form is saved."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format=_MOMENT, time_format="%H:%M:%S")


class PhaseForm(WagtailAdminModelForm):
    class Meta:
        model = ConsultationPhase
        fields: tuple[str, ...] = ("consultation", "kind", "opens", "closes", "text")
        widgets = {"opens": DateTimeToTheSecond, "closes": DateTimeToTheSecond}


class PhaseDatesForm(PhaseForm):
    """Of a phase that people know: its dates change for a reason, which the consultation shows."""

    reason = forms.CharField(
        label="Pourquoi ces dates changent",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Publié sur la page de la consultation, avec les anciennes dates et les nouvelles.",
    )

    class Meta(PhaseForm.Meta):
        fields: tuple[str, ...] = ("opens", "closes", "text")
        field_order = ("opens", "closes", "reason", "text")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.Meta.field_order)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if {"opens", "closes"} & set(self.changed_data) and not said.get("reason"):
            self.add_error("reason", "Dites pourquoi les dates changent : chacun pourra le lire.")
        return said

    def save(self, commit: bool = True) -> ConsultationPhase:
        said = self.cleaned_data
        known = ConsultationPhase.objects.get(pk=self.instance.pk)
        opens, closes = (
            said[name] if name in self.changed_data else getattr(known, name) for name in ("opens", "closes")
        )
        change_dates(known, opens, closes, reason=said["reason"], by=anct(self.for_user))
        known.text = said["text"]
        known.save(update_fields=["text"])
        return known


class PhaseListing(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().with_state().select_related("consultation")


class PhaseEditView(EditView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "for_user": self.request.user}


class PhaseViewSet(ModelViewSet):
    model = ConsultationPhase
    name = "phases"
    menu_label = "Phases et dates"
    icon = "calendar"
    index_view_class = PhaseListing
    edit_view_class = PhaseEditView
    copy_view_enabled = False
    list_display = [
        "kind",
        "consultation",
        "opens",
        "closes",
        Column("state", label="État", accessor="state_in_words"),
    ]
    list_filter = ["consultation", "kind"]
    ordering = ["-opens"]
    form_fields = list(PhaseForm.Meta.fields)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PhaseDatesForm if for_update else PhaseForm

    def get_edit_view_kwargs(self, **kwargs) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**{"panel": None, **kwargs})


class StepForm(WagtailAdminModelForm):
    """`concerned`: needs by their reference, since a list box cannot hold them all."""

    concerned = forms.CharField(
        label="Besoins concernés",
        required=False,
        max_length=2_000,
        help_text="Leurs références dans cette consultation, séparées par des virgules : P-3, C-12.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["concerned"] = ", ".join(need.reference for need in self.instance.needs.all())

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if consultation := said.get("consultation"):
            try:
                self.chosen = needs_named(consultation, said.get("concerned", ""))
            except ValidationError as error:
                self.add_error("concerned", error)
        return said

    def _save_m2m(self) -> None:
        super()._save_m2m()
        self.instance.needs.set(self.chosen)


def needs_named(consultation: Consultation, references: str) -> list[Need]:
    """« P-3, C-12 »; raises ValidationError for what names none."""
    found = []
    for word in filter(None, re.split(r"[\s,;]+", references)):
        said = _REFERENCE.fullmatch(word)
        series, number = (said[1].upper(), int(said[2])) if said else ("", 0)
        need = Need.objects.filter(consultation=consultation, series=series, number=number).first()
        if need is None:
            raise ValidationError(f"« {word} » n'est la référence d'aucun besoin de cette consultation.")
        found.append(need)
    return found


class StepViewSet(ModelViewSet):
    model = ConsultationStep
    name = "etapes"
    menu_label = "Étapes entre les phases"
    icon = "clipboard-list"
    copy_view_enabled = False
    list_display = ["title", "kind", "consultation", "starts"]
    list_filter = ["consultation", "kind"]
    search_fields = ["title", "participants"]
    ordering = ["-starts"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("consultation"),
            FieldPanel("kind"),
            FieldPanel("starts"),
            FieldPanel("participants"),
            FieldPanel("minutes"),
            FieldPanel("concerned"),
            FieldPanel("is_demo"),
        ],
        base_form_class=StepForm,
    )


class DestinationViewSet(ModelViewSet):
    model = Destination
    name = "destinations"
    menu_label = "Destinations"
    icon = "redirect"
    copy_view_enabled = False
    list_display = ["name", "sentence", "order", "retired"]
    search_fields = ["name", "sentence"]
    form_fields = ["name", "sentence", "url", "order", "retired"]


class PhasesButton(Button):
    """On the page of a consultation in the admin, to its phases and dates."""

    def __init__(self, consultation: Consultation) -> None:
        url = f"{reverse('phases:index')}?consultation={consultation.pk}"
        super().__init__("Phases et dates", url=url, icon_name="calendar", priority=11)
