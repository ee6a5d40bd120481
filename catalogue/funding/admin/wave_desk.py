"""Waves of the calls in the admin: their dates and their rules, which freeze when they open."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from catalogue.funding.models import Envelope, FundingCall, Wave
from catalogue.funding.models.calls import WaveState
from catalogue.funding.waves import SAID, add_wave, change_wave
from catalogue.needs.admin.consultation_desk import DateTimeToTheSecond
from catalogue.needs.admin.through_writer import ThroughWriter
from catalogue.needs.journal import anct
from catalogue.review.models import CriteriaGrid


class WaveForm(WagtailAdminModelForm):
    class Meta:
        model = Wave
        fields: tuple[str, ...] = ("call", *SAID)
        widgets = {
            "opens": DateTimeToTheSecond,
            "closes": DateTimeToTheSecond,
            "redress": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["envelope"].queryset = Envelope.objects.filter(territory=None).exclude(axis="")
        self.fields["envelope"].help_text = "Vide pour un appel local : chaque département paie sur la sienne."
        self.fields["grid"].queryset = CriteriaGrid.objects.filter(frozen_at=None)
        if "call" in self.fields:
            self.fields["call"].queryset = FundingCall.objects.order_by("title")
            self.fields["number"].required = False
            self.fields["number"].help_text = "Vide : le suivant."
            self.initial["number"] = None

    def _post_clean(self) -> None:
        """The writer checks the row, with the words that people read; the form does not touch the instance."""

    def save(self, commit: bool = True) -> Wave:
        said = dict(self.cleaned_data)
        return add_wave(said.pop("call"), said, anct(self.for_user))


class ChangedWaveForm(WaveForm):
    reason = forms.CharField(
        label="Pourquoi la clôture est reportée",
        help_text="Demandé une fois la vague ouverte. Publié sur la page de l'appel, avec l'ancienne date.",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta(WaveForm.Meta):
        fields: tuple[str, ...] = SAID

    def save(self, commit: bool = True) -> Wave:
        said = {name: self.cleaned_data[name] for name in self.changed_data if name in self.Meta.fields}
        return change_wave(self.instance, said, anct(self.for_user), self.cleaned_data["reason"])


class WaveListing(IndexView):
    def get_base_queryset(self) -> QuerySet[Wave]:
        return super().get_base_queryset().with_state().select_related("call")


class WaveCreateView(ThroughWriter, CreateView):
    action = "create"


class WaveEditView(ThroughWriter, EditView):
    action = "edit"


class WaveViewSet(ModelViewSet):
    model = Wave
    name = "vagues"
    menu_label = "Vagues des appels"
    icon = "calendar"
    copy_view_enabled = False
    index_view_class = WaveListing
    add_view_class = WaveCreateView
    edit_view_class = WaveEditView
    list_display = [
        "call",
        "number",
        "opens",
        "closes",
        Column("state", label="État", accessor=lambda wave: WaveState(wave.state).label),
    ]
    list_filter = ["call"]
    ordering = ["-opens"]
    form_fields = list(WaveForm.Meta.fields)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return ChangedWaveForm if for_update else WaveForm

    def get_add_view_kwargs(self, **kwargs) -> dict[str, Any]:
        return super().get_add_view_kwargs(**{"panel": None, **kwargs})

    def get_edit_view_kwargs(self, **kwargs) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**{"panel": None, **kwargs})
