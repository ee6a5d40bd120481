"""Announced figures of the fund, in the admin: each says which recomputed figure stands beside it."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSet

from catalogue.funding.models import AnnouncedFigure, Axis, Part, Purpose
from catalogue.funding.public_fund_figures import EUROS, MEASURES

_WAVE = re.compile(r"[1-9][0-9]?")
_PARTS = frozenset({*Part.values, str(Purpose.LABS)})
_SHOWN = "axe-2|guichet"


class AnnouncedFigureForm(WagtailAdminModelForm):
    measure = forms.ChoiceField(
        label="Mesure recalculée",
        choices=[("", "Aucune : rien n'est recalculé"), *MEASURES.items()],
        required=False,
    )

    class Meta:
        model = AnnouncedFigure
        fields = (
            *("fund", "on", "wording", "value", "unit", "measure", "line"),
            *("gap_reason", "source", "source_url", "from_press", "order"),
        )

    def clean_line(self) -> str:
        lines = [one.strip() for one in self.cleaned_data["line"].split(",") if one.strip()]
        for line in lines:
            axis, part, wave = [*line.split("|"), "", ""][:3]
            known = axis in Axis.values and (not part or part in _PARTS) and (not wave or _WAVE.fullmatch(wave))
            if not known or line.count("|") > 2 or (wave and not part):  # noqa: PLR2004  axis, part, wave
                raise ValidationError(f"« {line} » n'est pas une ligne du fonds : écrivez par exemple « {_SHOWN} ».")
        return ",".join(lines)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        measure, unit = said.get("measure"), said.get("unit")
        if measure and unit and (measure in EUROS) != (unit == AnnouncedFigure.Unit.EUROS):
            self.add_error("unit", "Cette mesure n'est pas dans cette unité : euros et nombres ne se comparent pas.")
        return said


class AnnouncedFigureViewSet(ModelViewSet):
    model = AnnouncedFigure
    name = "announced-figures"
    menu_label = "Chiffres annoncés"
    icon = "order"
    copy_view_enabled = False
    list_display = ["wording", "on", "value", "source", "from_press"]
    list_filter = ["on", "from_press"]
    search_fields = ["wording", "source"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AnnouncedFigureForm

    def get_edit_view_kwargs(self, **kwargs) -> dict[str, Any]:
        return super().get_edit_view_kwargs(**{"panel": None, **kwargs})

    def get_add_view_kwargs(self, **kwargs) -> dict[str, Any]:
        return super().get_add_view_kwargs(**{"panel": None, **kwargs})
